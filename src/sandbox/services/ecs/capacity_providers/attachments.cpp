#include "sandbox/services/ecs/capacity_providers/attachments.h"

#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"

namespace eni::sandbox::ecs_service {
namespace {

/// In a cluster's document.
constexpr std::string_view kProvisioning = "_provisioning";

bool is_wanted(const EcsCapacityProvider& provider, std::string_view type) {
  return type == kScalingPolicy ? has_managed_scaling(provider) : has_managed_draining(provider);
}

bool is_leaving(const EcsCapacityAttachment& attachment) { return attachment.status == "DELETING"; }
bool is_on_its_way(const EcsCapacityAttachment& attachment) {
  return is_leaving(attachment) || attachment.status == "PRECREATED";
}

void insert(Environment& env, const EcsCluster& cluster, const EcsCapacityProvider& provider,
            std::string_view type) {
  EcsCapacityAttachment attachment;
  attachment.id = env.random.uuid();
  attachment.cluster = cluster.number;
  attachment.provider = provider.number;
  attachment.provider_name = provider.name;
  attachment.group = provider.group;
  attachment.type = type;
  attachment.name = type == kScalingPolicy ? "ECSManagedAutoScalingPolicy-" + env.random.uuid()
                                           : std::string(kDrainingHookName);
  attachment.status = "PRECREATED";
  env.store.get<EcsCapacityProviderRepository>().insert(std::move(attachment));
}

enum class Known { kKept, kRenewed };

/// @param provider  one that the cluster is to have
void settle(Environment& env, const EcsCluster& cluster, const EcsCapacityProvider& provider, Known known) {
  auto& rows = env.store.get<EcsCapacityProviderRepository>();
  const auto attachments = rows.attachments(cluster.number);
  for (const std::string_view type : {kScalingPolicy, kDrainingHook}) {
    auto found = std::ranges::find_if(attachments, [&](const EcsCapacityAttachment& one) {
      return one.provider == provider.number && one.type == type && !is_leaving(one);
    });
    const bool is_there = found != attachments.end();
    if (is_wanted(provider, type) && !is_there) insert(env, cluster, provider, type);
    if (!is_there) continue;
    EcsCapacityAttachment attachment = *found;
    if (!is_wanted(provider, type)) attachment.status = "DELETING";
    attachment.is_due = attachment.is_due || is_leaving(attachment) || known == Known::kRenewed;
    rows.update(attachment);
  }
}

json::object pair(std::string_view name, const std::string& value) {
  return {{"name", name}, {"value", value}};
}

json::object attachment_value(const EcsCapacityAttachment& attachment) {
  const bool is_policy = attachment.type == kScalingPolicy;
  json::array details;
  details.push_back(pair("capacityProviderName", attachment.provider_name));
  details.push_back(pair(is_policy ? "scalingPolicyName" : "autoScalingLifecycleHookName", attachment.name));
  return {{"id", attachment.id},
          {"type", attachment.type},
          {"status", attachment.status},
          {"details", std::move(details)}};
}

}  // namespace

void settle_attachments(Environment& env, const EcsCluster& cluster) {
  const auto providers = cluster.status == EcsClusterStatus::kActive ? providers_of(env.store, cluster)
                                                                     : std::vector<EcsCapacityProvider>{};
  auto& rows = env.store.get<EcsCapacityProviderRepository>();
  for (EcsCapacityAttachment& attachment : rows.attachments(cluster.number)) {
    const bool stays = std::ranges::any_of(providers, [&attachment](const EcsCapacityProvider& provider) {
      return provider.number == attachment.provider;
    });
    if (stays || is_leaving(attachment)) continue;
    attachment.status = "DELETING";
    attachment.is_due = true;
    rows.update(attachment);
  }
  for (const EcsCapacityProvider& provider : providers) settle(env, cluster, provider, Known::kKept);
}

void renew_attachments(Environment& env, const EcsCluster& cluster, const EcsCapacityProvider& provider) {
  settle(env, cluster, provider, Known::kRenewed);
}

std::string_view shown_status(Store& store, const EcsCluster& cluster) {
  const std::string_view status = to_string(cluster.status);
  if (cluster.status != EcsClusterStatus::kActive || !flag_at(cluster.document, kProvisioning)) return status;
  const auto attachments = store.get<EcsCapacityProviderRepository>().attachments(cluster.number);
  const auto has = [&attachments](std::string_view wanted) {
    return std::ranges::any_of(attachments,
                               [wanted](const EcsCapacityAttachment& one) { return one.status == wanted; });
  };
  if (has("PRECREATED")) return "PROVISIONING";
  return has("FAILED") ? "FAILED" : status;
}

void begin_provisioning(EcsCluster& cluster) { cluster.document[kProvisioning] = true; }
void end_provisioning(EcsCluster& cluster) { cluster.document.erase(kProvisioning); }

bool is_busy(Store& store, const EcsCluster& cluster) {
  return std::ranges::any_of(store.get<EcsCapacityProviderRepository>().attachments(cluster.number),
                             is_on_its_way);
}

void add_attachments(Store& store, const EcsCluster& cluster, json::object& value) {
  const auto attachments = store.get<EcsCapacityProviderRepository>().attachments(cluster.number);
  json::array shown;
  for (const EcsCapacityAttachment& attachment : attachments) shown.push_back(attachment_value(attachment));
  value["attachments"] = std::move(shown);
  if (array_at(cluster.document, "capacityProviders").empty() && attachments.empty()) return;
  const bool has_failed = std::ranges::any_of(
      attachments, [](const EcsCapacityAttachment& one) { return one.status == "FAILED"; });
  value["attachmentsStatus"] = std::ranges::any_of(attachments, is_on_its_way) ? "UPDATE_IN_PROGRESS"
                               : has_failed                                    ? "UPDATE_FAILED"
                                                                               : "UPDATE_COMPLETE";
}

}  // namespace eni::sandbox::ecs_service
