#pragma once
/// What a group's instances are launched from: a launch template, several instance types over one, or a launch configuration.
/// Source: Amazon EC2 Auto Scaling User Guide, "Launch templates", "Auto Scaling groups with multiple instance types".
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// What the group's next instances are launched with: its settings, or what a running instance refresh wants in their place.
json::object launch_settings_of(const AutoScalingGroup& group);

/// As LaunchTemplateSpecification has it; empty if the group has a launch configuration.
json::object launch_template_of(const json::object& settings);
/// The LaunchTemplate, LaunchConfigurationName or MixedInstancesPolicy among `settings`, alone.
json::object launch_source_of(const json::object& settings);

/// The instance types of a mixed-instances policy, the preferred first; empty if the group has none.
struct TypeChoice {
  std::string instance_type;
  json::object launch_template;  ///< its own; empty for the policy's
  json::object requirements;     ///< in place of a type
};
std::vector<TypeChoice> type_choices(const json::object& settings);
/// The same with the types that fulfil requirements in their place, as they are now.
/// @param principal  who looks
/// @error  ValidationError: EC2's words, those of resolve_template(), or that there is no such type, which is worded here
Task<ApiResult<std::vector<TypeChoice>>> resolve_choices(Environment& env, Principal principal,
                                                         aws::Region region, json::object settings);

/// How many of `total` instances are to be On-Demand Instances. All of them without a mixed-instances policy.
std::int64_t on_demand_share(const json::object& settings, std::int64_t total);

/// A version of a launch template as it is now.
struct ResolvedTemplate {
  std::string id;
  std::string name;
  std::int64_t version = 0;
  json::object data;  ///< as DescribeLaunchTemplateVersions shows it
};

/// "$Latest" and "$Default" are those of this moment; without a version it is the default one.
/// @param principal  who looks
/// @error  ValidationError: "You must use a valid fully-formed launch template. REASON"
Task<ApiResult<ResolvedTemplate>> resolve_template(Environment& env, Principal principal, aws::Region region,
                                                   json::object specification);

}  // namespace eni::sandbox::autoscaling_service
