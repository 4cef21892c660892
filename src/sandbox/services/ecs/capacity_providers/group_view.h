#pragma once
/// What ECS knows of an Auto Scaling group, and how it calls Auto Scaling.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

/// The tag without which AWSServiceRoleForECS may change nothing about a group.
/// Source: the managed policy AmazonECSServiceRolePolicy.
inline constexpr std::string_view kManagedTag = "AmazonECSManaged";

struct GroupInstance {
  std::string id;
  std::string type;
  std::string state;  ///< "InService"
  bool is_protected = false;

  /// Whether it counts in the group's capacity: neither on its way out nor in standby.
  bool is_capacity() const { return state.starts_with("Pending") || state == "InService"; }
};

struct GroupView {
  std::string name;
  std::string arn;
  bool protects_new_instances = false;
  bool has_managed_tag = false;
  std::int64_t desired = 0;
  std::vector<GroupInstance> instances;
  json::object launch;  ///< LaunchTemplate, MixedInstancesPolicy, LaunchConfigurationName: as on the wire
};

/// Asks Auto Scaling in ECS's own name.
/// @param group  its name or its ARN: users give either
/// @return       nothing if there is no such group: a group of the name with another ARN is another one
Task<ApiResult<std::optional<GroupView>>> view_group(Environment& env, aws::AccountId account,
                                                     aws::Region region, std::string group);

/// Calls Auto Scaling as AWSServiceRoleForECS. @error  Auto Scaling's, or IAM's
Task<ApiResult<json::object>> call_auto_scaling(Environment& env, aws::AccountId account, aws::Region region,
                                                std::string operation, json::object params);

}  // namespace eni::sandbox::ecs_service
