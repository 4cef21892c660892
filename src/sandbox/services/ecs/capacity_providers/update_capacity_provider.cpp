#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/capacity_providers/operations.h"
#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/services/ecs/capacity_providers/provider_value.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

ApiResult<EcsCapacityProvider> named_provider(const Call& call) {
  ENI_TRY(const auto name, required_member(call, "name"));
  ENI_TRY(auto provider, find_provider(call, name));
  if (!provider) return provider_not_found();
  return *std::move(provider);
}

void store(const Call& call, EcsCapacityProvider& provider, const json::object& settings) {
  provider.document["autoScalingGroupProvider"] = settings;
  auto& rows = call.store<EcsCapacityProviderRepository>();
  for (const EcsCluster& cluster : clusters_with(call.env.store, provider)) {
    renew_attachments(call.env, cluster, provider);
    engine_of(call.env).providers_changed(cluster);
  }
  const auto attachments = rows.attachments_of(provider.number);
  const bool is_under_way = std::ranges::any_of(attachments, &EcsCapacityAttachment::is_due);
  provider.document["updateStatus"] = is_under_way ? "UPDATE_IN_PROGRESS" : "UPDATE_COMPLETE";
  provider.document.erase("updateStatusReason");
  rows.update(provider);
}

void store_failure(const Call& call, EcsCapacityProvider& provider) {
  provider.document["updateStatus"] = "UPDATE_FAILED";
  provider.document["updateStatusReason"] =
      "The capacity provider cannot be updated due to an internal error. Try again.";
  call.store<EcsCapacityProviderRepository>().update(provider);
}

}  // namespace

/// The reply shows what was, with UPDATE_IN_PROGRESS.
Task<ApiResult<Reply>> update_capacity_provider(Call& call) {
  ENI_CO_TRY(auto provider, named_provider(call));
  auto viewing = view_group(call.env, call.account(), call.region, group_arn_of(provider));
  ENI_CO_TRY(const auto group, co_await std::move(viewing));
  ENI_CO_TRY(provider, named_provider(call));
  const json::object before = settings_of(provider);
  ENI_CO_TRY(const auto settings, read_settings(call, &before));
  if (group) ENI_CO_CHECK(check_protection(settings, *group));
  json::object value = provider_value(call, provider, ProviderTags::kShown);
  value["updateStatus"] = "UPDATE_IN_PROGRESS";
  value.erase("updateStatusReason");
  sqlite::Transaction transaction{call.env.store.database()};
  if (group) {
    store(call, provider, settings);
  } else {
    store_failure(call, provider);
  }
  transaction.commit();
  engine_of(call.env).attachments().take_up_due();
  co_return Reply{json::object{{"capacityProvider", std::move(value)}}};
}

}  // namespace eni::sandbox::ecs_service
