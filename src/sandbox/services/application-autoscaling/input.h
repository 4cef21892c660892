#pragma once
/// What the operations read and look up.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

inline constexpr std::string_view kDimension = "ecs:service:DesiredCount";

/// The cluster and the service of a resource id.
struct ServiceName {
  std::string cluster;
  std::string service;
};
/// @param resource_id  "service/CLUSTER/SERVICE"; nothing if it is none
std::optional<ServiceName> service_named_by(std::string_view resource_id);

ApplicationAutoScalingRepository& repository(const Call& call);
std::int64_t millis(TimePoint time);
TimePoint time_of(std::int64_t millis);
/// Seconds since the epoch with a fraction.
double timestamp(std::int64_t millis);

/// The call's ResourceId. @error  ValidationException: it, or the namespace or dimension, is none of an ECS service
ApiResult<std::string> read_resource_id(const Call& call);
/// The target that it names. @error  ObjectNotFoundException
ApiResult<ScalableTarget> find_target(const Call& call);
std::optional<ScalableTarget> find_target_of_arn(const Call& call, std::string_view arn);

/// "No scaling policy found for service namespace: ecs, resource ID: …, scalable dimension: …"
ApiError not_found(std::string_view what, std::string_view resource_id);

/// The targets that a call asks about: by ResourceId or ResourceIds, of ServiceNamespace "ecs"; none of another one.
std::vector<ScalableTarget> asked_targets(const Call& call);
/// Whether `name` is in a list of the call; each is if the call has none.
bool is_asked(const Call& call, std::string_view list, std::string_view name);

/// ServiceNamespace, ResourceId and ScalableDimension of a reply.
void add_resource(json::object& value, std::string_view resource_id);

/// One page of what was asked for: {"LIST": […], "NextToken"}
/// @param keys  of the values, in their order @error  InvalidNextTokenException
ApiResult<Reply> page_of(const Call& call, std::string_view list, const std::vector<std::string>& keys,
                         const json::array& values);

}  // namespace eni::sandbox::application_autoscaling_service
