#include "sandbox/services/ecs/capacity_providers/attachment_work.h"

#include <algorithm>

#include "sandbox/scaling/capacity_reservation.h"
#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Source: a policy made by ECS, as a user published it.
json::object policy_params(const EcsCapacityAttachment& attachment, const EcsCapacityProvider& provider,
                           const std::string& cluster_name) {
  const ManagedScaling settings = managed_scaling_of(provider);
  json::object metric{{"MetricName", scaling::kCapacityProviderReservation},
                      {"Namespace", scaling::kManagedScaling},
                      {"Statistic", "Average"}};
  metric["Dimensions"] = scaling::reservation_dimensions(provider.name, cluster_name);
  json::object tracking{{"TargetValue", settings.target_capacity}, {"DisableScaleIn", false}};
  tracking["CustomizedMetricSpecification"] = std::move(metric);
  json::object params{{"AutoScalingGroupName", attachment.group},
                      {"PolicyName", attachment.name},
                      {"PolicyType", "TargetTrackingScaling"},
                      {"EstimatedInstanceWarmup", settings.warm_up}};
  params["TargetTrackingConfiguration"] = std::move(tracking);
  return params;
}

json::object hook_params(const EcsCapacityAttachment& attachment) {
  return {{"AutoScalingGroupName", attachment.group},
          {"LifecycleHookName", attachment.name},
          {"LifecycleTransition", "autoscaling:EC2_INSTANCE_TERMINATING"},
          {"HeartbeatTimeout", 3600},
          {"DefaultResult", "CONTINUE"}};
}

}  // namespace

void AttachmentWork::take_up_due() {
  for (const auto& attachment : env_.store.get<EcsCapacityProviderRepository>().all_attachments())
    if (attachment.is_due) working_.begin(attachment.number);
}

Task<void> AttachmentWork::work(std::int64_t number) {
  auto& rows = env_.store.get<EcsCapacityProviderRepository>();
  const auto attachment = rows.find_attachment(number);
  if (!attachment || !attachment->is_due) co_return;
  const auto cluster = env_.store.get<EcsClusterRepository>().find(attachment->cluster);
  const auto provider = rows.find(attachment->provider);
  if (attachment->status == "DELETING" || !provider) {
    auto removing = remove(*attachment, cluster->account, cluster->region);
    const bool is_gone = co_await std::move(removing);
    rows.remove_attachment(number);
    end_update(attachment->provider, !is_gone);
    co_return;
  }
  auto making = make(*attachment, *provider, cluster->name);
  const auto result = co_await std::move(making);
  if (result.has_error()) {
    env_.log.warn("what managed scaling needs cannot be made on an Auto Scaling group",
                  {{"group", attachment->group}, {"error", result.error().message}});
  }
  if (const auto now = rows.find(attachment->provider); now && settings_of(*now) != settings_of(*provider)) {
    working_.begin(number);  // UpdateCapacityProvider came between: with its values once more.
    co_return;
  }
  made(number, result.has_error());
  end_update(attachment->provider, result.has_error());
  if (result.has_value() && attachment->type == kScalingPolicy && on_policy)
    on_policy(attachment->cluster, attachment->provider);
}

/// Another call may have come between, and wants it deleted.
void AttachmentWork::made(std::int64_t number, bool has_failed) {
  auto& rows = env_.store.get<EcsCapacityProviderRepository>();
  auto attachment = rows.find_attachment(number);
  if (!attachment) return;
  if (attachment->status == "DELETING") {
    working_.begin(number);
    return;
  }
  // [assumption] CREATED is what lasts, as the AWS CLI's documentation shows it.
  attachment->status = has_failed ? "FAILED" : "CREATED";
  attachment->is_due = false;
  rows.update(*attachment);
}

Task<ApiResult<json::object>> AttachmentWork::make(EcsCapacityAttachment attachment,
                                                   EcsCapacityProvider provider, std::string cluster_name) {
  const bool is_policy = attachment.type == kScalingPolicy;
  auto calling = call_auto_scaling(
      env_, aws::AccountId{provider.account}, aws::Region{provider.region},
      is_policy ? "PutScalingPolicy" : "PutLifecycleHook",
      is_policy ? policy_params(attachment, provider, cluster_name) : hook_params(attachment));
  co_return co_await std::move(calling);
}

void AttachmentWork::end_update(EcsCapacityProviderNumber number, bool has_failed) {
  auto& rows = env_.store.get<EcsCapacityProviderRepository>();
  auto provider = rows.find(number);
  if (!provider || text_at(provider->document, "updateStatus") != "UPDATE_IN_PROGRESS") return;
  const auto attachments = rows.attachments_of(number);
  if (has_failed) {
    provider->document["updateStatus"] = "UPDATE_FAILED";
    provider->document["updateStatusReason"] =
        "The capacity provider can't be updated right now due to a client exception. See the documentation "
        "for "
        "possible causes or wait and try again.";
  } else if (std::ranges::none_of(attachments, &EcsCapacityAttachment::is_due)) {
    provider->document["updateStatus"] = "UPDATE_COMPLETE";
  }
  rows.update(*provider);
}

/// What is not there any more, or may not be deleted, is left.
Task<bool> AttachmentWork::remove(EcsCapacityAttachment attachment, std::string account, std::string region) {
  const bool is_policy = attachment.type == kScalingPolicy;
  json::object params{{"AutoScalingGroupName", attachment.group},
                      {is_policy ? "PolicyName" : "LifecycleHookName", attachment.name}};
  auto calling = call_auto_scaling(env_, aws::AccountId{account}, aws::Region{region},
                                   is_policy ? "DeletePolicy" : "DeleteLifecycleHook", std::move(params));
  const auto result = co_await std::move(calling);
  // Those that somebody else has deleted are gone.
  const bool is_gone = result.has_value() || result.error().code == "ValidationError";
  if (!is_gone) {
    env_.log.warn("what managed scaling had on an Auto Scaling group is not deleted",
                  {{"group", attachment.group}, {"error", result.error().message}});
  }
  co_return is_gone;
}

}  // namespace eni::sandbox::ecs_service
