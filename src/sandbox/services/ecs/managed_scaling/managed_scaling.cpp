#include "sandbox/services/ecs/managed_scaling/managed_scaling.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/scaling/capacity_reservation.h"
#include "sandbox/scaling/metric_data.h"
#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/managed_scaling/group_types.h"
#include "sandbox/services/ecs/tasks/provisioning.h"

namespace eni::sandbox::ecs_service {
namespace {

bool is_policy_in_force(const EcsCapacityAttachment& attachment) {
  return attachment.type == kScalingPolicy && attachment.status == "CREATED";
}

std::int64_t capacity_of(const GroupView& group) {
  return std::ranges::count_if(group.instances, &GroupInstance::is_capacity);
}

}  // namespace

void ManagedScalingEngine::start() {
  wait_for_next_minute();
  if (!is_instant()) return;
  for (const auto& attachment : env_.store.get<EcsCapacityProviderRepository>().all_attachments())
    if (is_policy_in_force(attachment)) measuring_.begin({attachment.cluster, attachment.provider});
}

void ManagedScalingEngine::policy_made(EcsClusterNumber cluster, EcsCapacityProviderNumber provider) {
  wait_for_next_minute();
  if (is_instant()) measuring_.begin({cluster, provider});
}

void ManagedScalingEngine::cluster_changed(EcsClusterNumber cluster) {
  if (!is_instant()) return;
  for (const auto& attachment : env_.store.get<EcsCapacityProviderRepository>().attachments(cluster))
    if (is_policy_in_force(attachment)) measuring_.begin({cluster, attachment.provider});
}

void ManagedScalingEngine::group_changed(const aws::AccountId& account, const aws::Region& region,
                                         const std::string& group) {
  if (!is_instant()) return;
  auto& providers = env_.store.get<EcsCapacityProviderRepository>();
  const auto provider = providers.of_group({account.value, region.value}, group);
  if (!provider) return;
  for (const EcsCapacityAttachment& attachment : providers.attachments_of(provider->number))
    if (is_policy_in_force(attachment)) measuring_.begin({attachment.cluster, attachment.provider});
}

void ManagedScalingEngine::wait_for_next_minute() {
  if (minutes_.is_running()) return;
  const auto attachments = env_.store.get<EcsCapacityProviderRepository>().all_attachments();
  if (std::ranges::any_of(attachments, is_policy_in_force)) minutes_.start();
}

void ManagedScalingEngine::minute_began() {
  for (const auto& attachment : env_.store.get<EcsCapacityProviderRepository>().all_attachments()) {
    if (!is_policy_in_force(attachment)) continue;
    const Key key{attachment.cluster, attachment.provider};
    due_.insert(key);
    measuring_.begin(key);
  }
  wait_for_next_minute();
}

std::optional<ManagedScalingEngine::Subject> ManagedScalingEngine::subject_of(const Key& key) {
  auto& rows = env_.store.get<EcsCapacityProviderRepository>();
  auto provider = rows.find(key.second);
  auto cluster = env_.store.get<EcsClusterRepository>().find(key.first);
  if (!provider || !cluster) return std::nullopt;
  const bool is_in_force =
      std::ranges::any_of(rows.attachments(key.first), [&key](const EcsCapacityAttachment& one) {
        return one.provider == key.second && is_policy_in_force(one);
      });
  if (!is_in_force) return std::nullopt;
  return Subject{*std::move(cluster), *std::move(provider)};
}

/// Each look asks for all instances of the group. Where they are many, and each of them brings events, what happens within a moment
/// is measured together.
Task<void> ManagedScalingEngine::measure(Key key) {
  constexpr std::int64_t kInstancesInAMillisecond = 50;
  auto measuring = measure_now(std::move(key));
  const std::int64_t instances = co_await std::move(measuring);
  const Duration pause{instances / kInstancesInAMillisecond};
  if (is_instant() && pause.count() > 0) co_await sleep_for(env_.scheduler, pause);
}

Task<std::int64_t> ManagedScalingEngine::measure_now(Key key) {
  const bool is_due = due_.erase(key) > 0;
  const TimePoint begun = env_.scheduler.now();
  const auto subject = subject_of(key);
  if (!subject) co_return 0;
  const aws::AccountId account{subject->provider.account};
  const aws::Region region{subject->provider.region};
  auto viewing = view_group(env_, account, region, group_arn_of(subject->provider));
  const auto group = co_await std::move(viewing);
  if (group.has_error() || !*group) co_return 0;
  auto protecting = protect(*subject, **group);
  co_await std::move(protecting);
  ReservationFacts facts = facts_of(*subject, **group);
  const auto hosts = indexes_.provider_hosts(key.first, subject->provider.name);
  // What comes or goes is waited for, as a policy at AWS's pace waits for instances to warm up: the minute's measurement is not.
  const bool is_changing = facts.instances != (*group)->desired;
  const bool are_joining = !facts.waiting.empty() && facts.instances > std::ssize(hosts);
  if (!is_due && (is_changing || are_joining)) co_return facts.instances;
  if (!facts.waiting.empty()) {
    auto asking = types_of_group(env_, account, region, **group);
    const auto types = co_await std::move(asking);
    facts.types = capacities_of(env_.store, subject->cluster, hosts, types);
  }
  auto publishing = publish(*subject, capacity_provider_reservation(facts), begun);
  co_await std::move(publishing);
  co_return facts.instances;
}

ReservationFacts ManagedScalingEngine::facts_of(const Subject& subject, const GroupView& group) {
  const ManagedScaling settings = managed_scaling_of(subject.provider);
  ReservationFacts facts;
  facts.instances = capacity_of(group);
  facts.busy = indexes_.busy_hosts(subject.cluster.number, subject.provider.name);
  facts.min_step = settings.min_step;
  facts.max_step = settings.max_step;
  facts.target = static_cast<double>(settings.target_capacity);
  for (const auto& kind : env_.store.get<EcsTaskRepository>().waiting(subject.cluster.number)) {
    if (kind.provider != subject.provider.name) continue;
    const auto request = request_of_origin(env_.store, indexes_, kind.origin);
    add_waiting(facts.waiting, {request.demand, kind.tasks, request.distinct_instance});
  }
  return facts;
}

Task<void> ManagedScalingEngine::publish(Subject subject, double reservation, TimePoint begun) {
  json::object datum =
      scaling::datum(scaling::kCapacityProviderReservation, reservation, "None",
                     scaling::reservation_dimensions(subject.provider.name, subject.cluster.name));
  datum["Timestamp"] = iso8601_millis(begun);
  json::array data;
  data.push_back(std::move(datum));
  auto publishing = scaling::publish_metrics(env_, aws::AccountId{subject.provider.account},
                                             aws::Region{subject.provider.region}, "ecs.amazonaws.com",
                                             std::string(scaling::kManagedScaling), std::move(data));
  co_await std::move(publishing);
}

/// Nothing: as it is.
std::optional<bool> ManagedScalingEngine::wants_protection(const Subject& subject,
                                                           const std::string& ec2_instance) {
  const EcsClusterNumber cluster = subject.cluster.number;
  const auto number = indexes_.provider_host(cluster, subject.provider.name, ec2_instance);
  if (!number) return std::nullopt;
  if (const auto counted = indexes_.counted_tasks(cluster, *number)) return *counted > 0;
  const auto host = env_.store.get<EcsContainerInstanceRepository>().find(*number);
  const bool has_daemons = host && host->running_tasks + host->pending_tasks > 0;
  return has_daemons ? std::nullopt : std::optional{false};
}

/// Instances with tasks are safe from scale-in, and others are not: the flag is cleared when the last task that counts has ended.
/// One on which only daemons ever ran keeps it, as on AWS (aws/containers-roadmap#2814).
Task<void> ManagedScalingEngine::protect(Subject subject, GroupView group) {
  if (!has_termination_protection(subject.provider)) co_return;
  std::map<bool, json::array> changes;
  for (const GroupInstance& instance : group.instances) {
    if (instance.state != "InService") continue;
    const auto wanted = wants_protection(subject, instance.id);
    if (wanted && *wanted != instance.is_protected) changes[*wanted].push_back(json::string(instance.id));
  }
  constexpr std::size_t kMaxIds = 50;
  for (auto& [is_protected, ids] : changes) {
    for (std::size_t at = 0; at < ids.size(); at += kMaxIds) {
      const auto end = std::min(at + kMaxIds, ids.size());
      json::object params{{"AutoScalingGroupName", group.name}, {"ProtectedFromScaleIn", is_protected}};
      params["InstanceIds"] = json::array(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                          ids.begin() + static_cast<std::ptrdiff_t>(end));
      auto setting =
          call_auto_scaling(env_, aws::AccountId{subject.provider.account},
                            aws::Region{subject.provider.region}, "SetInstanceProtection", std::move(params));
      const auto set = co_await std::move(setting);
      if (set.has_error())
        env_.log.warn("instances of a group are not protected from scale-in",
                      {{"error", set.error().message}});
    }
  }
}

}  // namespace eni::sandbox::ecs_service
