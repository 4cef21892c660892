#include "sandbox/services/autoscaling/launches/launcher.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/launch_plan.h"
#include "sandbox/services/autoscaling/launches/run_instances_input.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// Instances of one call: enough for few calls, few enough for other requests to be served between them.
constexpr std::int64_t kBatch = 100;
constexpr std::string_view kFailed = " Launching EC2 instance failed.";
constexpr std::string_view kNoTargetGroup =
    "One or more target groups not found. Validating load balancer configuration failed.";

AutoScalingRepository& groups(Environment& env) { return env.store.get<AutoScalingRepository>(); }

// ---- failures ----

void suspend_administratively(Environment& env, AutoScalingGroup& group) {
  json::array processes = array_at(group.document, "SuspendedProcesses");
  // [assumption] the words of the reason
  processes.push_back(
      json::object{{"ProcessName", "Launch"},
                   {"SuspensionReason", "Administratively suspended at " + iso8601(env.scheduler.now())}});
  group.document["SuspendedProcesses"] = std::move(processes);
}

void tell_failure(Environment& env, const AutoScalingGroup& group, const std::vector<std::string>& causes,
                  std::string text, std::string_view zone, std::string_view subnet) {
  if (text != kNoTargetGroup) text += kFailed;
  NewActivity activity;
  activity.description = "Launching a new EC2 instance.  Status Reason: " + text;
  activity.cause = joined_cause(causes);
  activity.status = "Failed";
  activity.zone = zone;
  activity.subnet = subnet;
  const ScalingActivity told = tell_activity(env, group, std::move(activity), text);
  publish_activity(env, group, "EC2 Instance Launch Unsuccessful", told.id, "");
}

void pause(Environment& env, AutoScalingGroup& group) {
  if (pause_launches(group, env.scheduler.now())) suspend_administratively(env, group);
}

// ---- what to launch where ----

/// A zone that may be launched in, with the first instance type that has not failed there.
struct Place {
  std::string zone;
  TypeChoice choice;
};

/// @param choices  of instance types; none if the group launches what its template says
std::vector<Place> usable_places(const AutoScalingGroup& group, std::vector<TypeChoice> choices) {
  if (choices.empty()) choices.emplace_back();
  std::vector<Place> places;
  for (const std::string& zone : zones_of(group)) {
    const auto choice = std::ranges::find_if(
        choices, [&](const TypeChoice& one) { return !has_failed(group, zone, one.instance_type); });
    if (choice != choices.end()) places.push_back({zone, *choice});
  }
  return places;
}

Task<ApiResult<std::vector<TypeChoice>>> choices_of(Environment& env, AutoScalingGroup group) {
  auto resolving =
      resolve_choices(env, principal_of(env, group), aws::Region{group.region}, launch_settings_of(group));
  co_return co_await std::move(resolving);
}

/// Whether the target groups that instances are to be registered with are there, as far as is known.
Task<bool> has_target_groups(Environment& env, AutoScalingGroup group) {
  const json::array& arns = array_at(group.document, "TargetGroupARNs");
  if (arns.empty()) co_return true;
  json::object params;
  params["TargetGroupArns"] = arns;
  auto asking = call_as_group(env, group, "elasticloadbalancing", "DescribeTargetGroups", std::move(params));
  const auto found = co_await std::move(asking);
  co_return found.has_value() || found.error().code != "TargetGroupNotFound";
}

/// How many On-Demand Instances the group lacks among `count` new ones.
std::int64_t on_demand_needed(Environment& env, const AutoScalingGroup& group, std::int64_t count) {
  const json::object settings = launch_settings_of(group);
  if (!find(settings, "MixedInstancesPolicy")) return count;
  std::int64_t all = 0;
  std::int64_t on_demand = 0;
  for (const auto& instance : env.store.get<AutoScalingInstanceRepository>().list(group.number)) {
    if (!counts_as_capacity(instance.state)) continue;
    ++all;
    if (!flag_at(instance.document, "Spot")) ++on_demand;
  }
  return std::clamp<std::int64_t>(on_demand_share(settings, all + count) - on_demand, 0, count);
}

/// What a launch is made from, for its instances to show.
struct Source {
  std::optional<ResolvedTemplate> from_template;
  std::optional<LaunchConfiguration> from_configuration;
};

Task<ApiResult<Source>> find_source(Environment& env, AutoScalingGroup group, TypeChoice choice) {
  Source source;
  const json::object settings = launch_settings_of(group);
  const std::string configuration = text_at(settings, "LaunchConfigurationName");
  if (!configuration.empty()) {
    source.from_configuration =
        groups(env).find_launch_configuration({group.account, group.region}, configuration);
    if (!source.from_configuration)
      co_return aws::validation_error("The launch configuration " + configuration + " does not exist.");
    co_return source;
  }
  json::object specification =
      choice.launch_template.empty() ? launch_template_of(settings) : choice.launch_template;
  auto resolving =
      resolve_template(env, principal_of(env, group), aws::Region{group.region}, std::move(specification));
  ENI_CO_TRY(source.from_template, co_await std::move(resolving));
  co_return source;
}

json::object shown_source(const Source& source) {
  if (source.from_configuration) return {{"LaunchConfigurationName", source.from_configuration->name}};
  json::object specification{{"LaunchTemplateId", source.from_template->id},
                             {"LaunchTemplateName", source.from_template->name},
                             {"Version", std::to_string(source.from_template->version)}};
  json::object shown;
  shown["LaunchTemplate"] = std::move(specification);
  return shown;
}

std::string launched_type(const LaunchOrder& order, const Source& source) {
  if (!order.instance_type.empty()) return order.instance_type;
  if (source.from_configuration) return text_at(source.from_configuration->document, "InstanceType");
  return text_at(source.from_template->data, "instanceType");
}

/// Writes launches of one place down.
class Orders {
 public:
  Orders(Environment& env, const AutoScalingGroup& group, const LaunchNeed& need)
      : env_{env}, group_{group}, tags_{groups(env).tags(group.number)} {
    for (const std::string& cause : need.causes) causes_.emplace_back(cause);
  }

  void add(const Place& place, const Source& source, std::int64_t count, bool is_spot) {
    for (; count > 0; count -= kBatch) add_one(place, source, std::min(count, kBatch), is_spot);
  }

 private:
  void add_one(const Place& place, const Source& source, std::int64_t count, bool is_spot) {
    LaunchOrder order;
    order.count = count;
    order.subnet = random_subnet(place.zone);
    order.instance_type = place.choice.instance_type;
    order.is_spot = is_spot;
    order.token = env_.random.uuid();
    json::array tags = instance_tags(group_, tags_);
    json::object input = source.from_configuration
                             ? run_from_configuration(order, *source.from_configuration, std::move(tags))
                             : run_from_template(order, *source.from_template, std::move(tags));
    json::object document{{"count", count},
                          {"zone", place.zone},
                          {"subnet", order.subnet},
                          {"type", order.instance_type},
                          {"launchedType", launched_type(order, source)},
                          {"spot", is_spot || input.contains("InstanceMarketOptions")}};
    document["input"] = std::move(input);
    document["source"] = shown_source(source);
    document["causes"] = causes_;
    groups(env_).put_part(
        {0, group_.number, AutoScalingPartKind::kLaunch, order.token, 0, std::move(document)});
  }

  std::string random_subnet(const std::string& zone) {
    std::vector<std::string> ids;
    for (const GroupSubnet& subnet : subnets_of(group_))
      if (subnet.zone == zone) ids.push_back(subnet.id);
    return ids.empty() ? std::string{} : ids[env_.random.next() % ids.size()];
  }

  Environment& env_;
  const AutoScalingGroup& group_;
  std::vector<AutoScalingTag> tags_;
  json::array causes_;
};

/// An instance that RunInstances answered with, and its activity.
void admit(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& launch,
           const json::object& answered) {
  const std::string id = text_at(answered, "instanceId");
  NewActivity activity;
  activity.description = "Launching a new EC2 instance: " + id;
  activity.cause = joined_cause(texts_at(launch.document, "causes"));
  activity.status = "PreInService";
  activity.progress = 30;
  activity.zone = text_at(launch.document, "zone");
  activity.subnet = text_at(launch.document, "subnet");
  const ScalingActivity begun = begin_activity(env, group, std::move(activity));
  AutoScalingInstance instance;
  instance.id = id;
  instance.group = group.number;
  instance.zone = text_at(launch.document, "zone");
  instance.is_protected = flag_at(group.document, "NewInstancesProtectedFromScaleIn");
  instance.document = object_at(launch.document, "source");
  instance.document["InstanceType"] = text_at(answered, "instanceType");
  instance.document["ImageId"] = text_at(answered, "imageId");
  instance.document["SubnetId"] = text_at(launch.document, "subnet");
  instance.document["LaunchTime"] = millis(env.scheduler.now());
  instance.document["Activity"] = begun.id;
  if (flag_at(launch.document, "spot")) instance.document["Spot"] = true;
  env.store.get<AutoScalingInstanceRepository>().insert(instance);
}

Task<bool> run_launch(Environment& env, std::int64_t number, AutoScalingPart launch) {
  auto group = groups(env).find(number);
  if (!group) co_return false;
  json::object input = object_at(launch.document, "input");
  auto call = call_as_group(env, *group, "ec2", "RunInstances", std::move(input));
  const auto reply = co_await std::move(call);
  std::vector<TypeChoice> choices;
  if (reply.has_error()) {
    auto choosing = choices_of(env, *group);
    auto found = co_await std::move(choosing);
    if (found.has_value()) choices = *std::move(found);
  }
  sqlite::Transaction transaction{env.store.database()};
  group = groups(env).find(number);
  if (!group) co_return false;
  groups(env).remove_part(number, AutoScalingPartKind::kLaunch, launch.name);
  if (reply.has_error()) {
    const std::string zone = text_at(launch.document, "zone");
    const FailedLaunch failed{text_at(launch.document, "launchedType"), zone, zones_of(*group),
                              flag_at(launch.document, "spot")};
    tell_failure(env, *group, texts_at(launch.document, "causes"), failure_text(reply.error(), failed), zone,
                 text_at(launch.document, "subnet"));
    note_failed_place(*group, zone, text_at(launch.document, "type"));
    if (!is_about_place(reply.error()) || usable_places(*group, choices).empty()) pause(env, *group);
    groups(env).update(*group);
  } else {
    for (const json::value& instance : array_at(*reply, "instancesSet"))
      admit(env, *group, launch, instance.as_object());
    if (end_pauses(*group)) groups(env).update(*group);
  }
  transaction.commit();
  co_return reply.has_value();
}

/// None can be ordered: the group waits.
void refuse_launches(Environment& env, std::int64_t number, const LaunchNeed& need, std::string why) {
  sqlite::Transaction transaction{env.store.database()};
  auto group = groups(env).find(number);
  if (!group) return;
  tell_failure(env, *group, need.causes, std::move(why), "", "");
  pause(env, *group);
  groups(env).update(*group);
  transaction.commit();
}

void drop_launch(Environment& env, const AutoScalingPart& launch) {
  groups(env).remove_part(launch.group, AutoScalingPartKind::kLaunch, launch.name);
}

}  // namespace

Task<void> order_launches(Environment& env, std::int64_t number, LaunchNeed need) {
  auto group = groups(env).find(number);
  if (!group) co_return;
  auto choosing = choices_of(env, *group);
  auto choices = co_await std::move(choosing);
  if (choices.has_error()) {
    refuse_launches(env, number, need, choices.error().message);
    co_return;
  }
  auto validating = has_target_groups(env, *group);
  const bool is_valid = co_await std::move(validating);
  group = groups(env).find(number);
  if (!group) co_return;
  if (!is_valid) {
    refuse_launches(env, number, need, std::string(kNoTargetGroup));
    co_return;
  }
  std::map<std::string, Source> sources;  // by zone
  for (const Place& place : usable_places(*group, *choices)) {
    auto finding = find_source(env, *group, place.choice);
    auto source = co_await std::move(finding);
    group = groups(env).find(number);
    if (!group) co_return;
    if (source.has_error()) {
      refuse_launches(env, number, need, source.error().message);
      co_return;
    }
    sources.emplace(place.zone, *std::move(source));
  }
  sqlite::Transaction transaction{env.store.database()};
  std::map<std::string, Place> places;
  std::vector<std::string> zones;
  for (Place& place : usable_places(*group, *choices)) {
    if (!sources.contains(place.zone)) continue;
    zones.push_back(place.zone);
    places.emplace(place.zone, std::move(place));
  }
  const auto capacity = env.store.get<AutoScalingInstanceRepository>().capacity_by_zone(number);
  Orders orders{env, *group, need};
  std::int64_t on_demand = on_demand_needed(env, *group, need.count);
  for (const auto& [zone, count] : spread_over_zones(zones, capacity, need.count)) {
    const std::int64_t paid_in_full = std::min(on_demand, count);
    on_demand -= paid_in_full;
    orders.add(places.at(zone), sources.at(zone), paid_in_full, false);
    orders.add(places.at(zone), sources.at(zone), count - paid_in_full, true);
  }
  transaction.commit();
}

Task<bool> run_launches(Environment& env, std::int64_t group) {
  bool launched = false;
  for (const AutoScalingPart& launch : groups(env).parts(group, AutoScalingPartKind::kLaunch)) {
    // After the first failure of a whole group the others are ordered anew when the pause is over.
    const auto now = groups(env).find(group);
    if (!now) co_return launched;
    if (launches_paused_until(*now) > env.scheduler.now()) {
      drop_launch(env, launch);
      continue;
    }
    auto running = run_launch(env, group, launch);
    const bool made = co_await std::move(running);
    launched = launched || made;
    co_await sleep_until(env.scheduler, env.scheduler.now());  // so that other requests are served
  }
  co_return launched;
}

}  // namespace eni::sandbox::autoscaling_service
