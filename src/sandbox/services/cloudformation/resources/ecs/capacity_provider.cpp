/// AWS::ECS::CapacityProvider.
#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Of a group the provider can have no other.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  constexpr std::string_view kGroup = "AutoScalingGroupProvider.AutoScalingGroupArn";
  return text_at_path(before, kGroup) != text_at_path(after, kGroup);
}

/// An update names the provider otherwise than other operations, and cannot say which its group is.
void prepare_update(const ResourceCall& call, json::object& params) {
  params.erase("capacityProvider");
  params["name"] = call.physical_id;
  if (json::value* provider = params.if_contains("autoScalingGroupProvider"))
    provider->as_object().erase("autoScalingGroupArn");
}

bool says_missing(const ApiError& error) { return error.message.find("was not found") != std::string::npos; }

/// The reply of an update says that it is in progress, whatever comes of it.
Task<ApiResult<ResourceOutcome>> settled(ResourceCall& call) {
  Poll poll{call, TimeLimits::kState, "CapacityProvider " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object provider, co_await read_resource(kEcsCapacityProvider, call));
    const std::string status = scalar_text_at(provider, "updateStatus");
    if (status.ends_with("_FAILED")) {
      co_return ApiError{std::string(kGeneralServiceException),
                         scalar_text_at(provider, "updateStatusReason"), 400};
    }
    if (!status.ends_with("_IN_PROGRESS")) co_return outcome_of(kEcsCapacityProvider, call, &provider);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_TRY(ResourceOutcome outcome, co_await update_by_row(kEcsCapacityProvider, call));
  if (!has_changed(call, "AutoScalingGroupProvider")) co_return outcome;
  co_return co_await settled(call);
}

/// While a cluster has it, the reply says that it stays.
bool stays(const json::object& reply) {
  return text_at_path(reply, "capacityProvider.updateStatus").ends_with("FAILED");
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"capacityProvider", call.physical_id}};
  Poll poll{call, dependency_limit(call), call.physical_id};
  for (;;) {
    const ApiResult<json::object> reply = co_await call.call("ecs", "DeleteCapacityProvider", params);
    if (reply.has_error() && says_missing(reply.error())) co_return ApiResult<void>{};
    if (reply.has_error()) co_return reply.error();
    if (!stays(*reply)) co_return ApiResult<void>{};
    const ApiResult<void> waited = co_await poll.wait();
    if (waited.has_error()) {
      co_return ApiError{
          std::string(kRefusedByHandler),
          "Invalid request provided: Cannot delete a capacity provider while it is associated with "
          "a cluster.",
          400};
    }
  }
}

}  // namespace

const ResourceType kEcsCapacityProvider{
    .name = "AWS::ECS::CapacityProvider",
    .name_property = "Name",
    .name_rule = {255},
    .calls = {.service = "ecs",
              .id_member = "capacityProvider",
              .create = "CreateCapacityProvider",
              .name_member = "name",
              .takes = {"AutoScalingGroupProvider"},
              .read = "DescribeCapacityProviders",
              .item = "capacityProviders",
              .update = "UpdateCapacityProvider",
              .tagging = &kEcsTagging},
    .changes = {{"AutoScalingGroupProvider", OnChange::kConditional}},
    .arn_prefix = "capacity-provider/",
    .prepare_update = prepare_update,
    .update = update,
    .remove = remove,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
