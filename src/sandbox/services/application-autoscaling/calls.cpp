#include "sandbox/services/application-autoscaling/calls.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/service_linked_role.h"
#include "sandbox/services/application-autoscaling/input.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr std::string_view kServicePrincipal = "ecs.application-autoscaling.amazonaws.com";
constexpr std::string_view kRole = "AWSServiceRoleForApplicationAutoScaling_ECSService";

}  // namespace

Task<ApiResult<std::string>> ensure_service_linked_role(const Call& call) {
  const ServiceLinkedRole role{kServicePrincipal, kRole, kManageAlarms};
  const std::string arn = call.global_arn(
      "iam", "role/aws-service-role/" + std::string(kServicePrincipal) + "/" + std::string(kRole));
  if (has_role(call.env.store, call.account(), role)) co_return arn;
  json::object params{{"AWSServiceName", kServicePrincipal}};
  auto creation =
      call.env.gateway.call(call.principal, call.region, "iam", "CreateServiceLinkedRole", std::move(params));
  const auto made = co_await std::move(creation);
  // Another call may have made it meanwhile.
  if (made.has_error() && !has_role(call.env.store, call.account(), role))
    co_return ApiError{"FailedResourceAccessException", made.error().message};
  co_return arn;
}

Place place_of(const ScalableTarget& target) {
  return {aws::AccountId{target.account}, aws::Region{target.region}};
}

Place place_of(const Call& call) { return {call.account(), call.region}; }

Principal role_principal(Environment& env, const Place& place, std::string_view session) {
  return principal_of(env.store, place.account, place.region,
                      ServiceLinkedRole{kServicePrincipal, kRole, session});
}

Task<ApiResult<json::object>> call_as_role(Environment& env, Place place, std::string_view session,
                                           std::string service, std::string operation, json::object params) {
  const Principal principal = role_principal(env, place, session);
  auto call = env.gateway.call(principal, place.region, service, operation, std::move(params));
  auto reply = co_await std::move(call);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

Task<ApiResult<json::object>> describe_service(Environment& env, Place place, std::string resource_id) {
  const auto name = service_named_by(resource_id);
  json::object params{{"cluster", name->cluster}};
  params["services"] = json::array{json::string(name->service)};
  auto asking = call_as_role(env, std::move(place), kUpdateDesiredCapacity, "ecs", "DescribeServices",
                             std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error() && reply.error().code != "ClusterNotFoundException") co_return reply.error();
  if (reply.has_value()) {
    for (const json::value& service : array_at(*reply, "services"))
      if (text_at(service, "status") == "ACTIVE") co_return service.as_object();
  }
  co_return aws::validation_exception("ECS service doesn't exist: " + resource_id);
}

Task<ApiResult<void>> set_desired_count(Environment& env, Place place, std::string resource_id,
                                        std::int64_t count) {
  const auto name = service_named_by(resource_id);
  json::object params{{"cluster", name->cluster}, {"service", name->service}, {"desiredCount", count}};
  auto updating =
      call_as_role(env, std::move(place), kUpdateDesiredCapacity, "ecs", "UpdateService", std::move(params));
  const auto updated = co_await std::move(updating);
  if (updated.has_error()) co_return updated.error();
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::application_autoscaling_service
