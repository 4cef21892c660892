#pragma once
/// How Application Auto Scaling calls other services: as AWSServiceRoleForApplicationAutoScaling_ECSService.
/// Source: Application Auto Scaling User Guide, "Service-linked roles for Application Auto Scaling".
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// The sessions that CloudTrail shows.
inline constexpr std::string_view kManageAlarms = "AutoScaling-ManageAlarms";
inline constexpr std::string_view kUpdateDesiredCapacity = "AutoScaling-UpdateDesiredCapacity";

/// Makes the role as the caller if the account has none. @return  its ARN
/// @error  FailedResourceAccessException if the caller may not make it
Task<ApiResult<std::string>> ensure_service_linked_role(const Call& call);

/// Whose target, and where.
struct Place {
  aws::AccountId account;
  aws::Region region;
};
Place place_of(const ScalableTarget& target);
Place place_of(const Call& call);

/// As a session of the role. @param session  kManageAlarms, kUpdateDesiredCapacity
/// @return  the reply's members @error  the service's
Task<ApiResult<json::object>> call_as_role(Environment& env, Place place, std::string_view session,
                                           std::string service, std::string operation, json::object params);
Principal role_principal(Environment& env, const Place& place, std::string_view session);

/// What ECS says of a service. @error  ECS's; ValidationException "ECS service doesn't exist: service/c/s"
Task<ApiResult<json::object>> describe_service(Environment& env, Place place, std::string resource_id);
Task<ApiResult<void>> set_desired_count(Environment& env, Place place, std::string resource_id,
                                        std::int64_t count);

}  // namespace eni::sandbox::application_autoscaling_service
