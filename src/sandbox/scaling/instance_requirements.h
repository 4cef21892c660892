#pragma once
/// What InstanceRequirements of a mixed-instances policy stand for: Auto Scaling launches such instance types, and ECS reckons with them.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::scaling {

/// The instance types that fulfil them now, as EC2 says: those that an image of the launch template can run on, the smallest first.
/// @param requirements   as Auto Scaling has them
/// @param template_data  as DescribeLaunchTemplateVersions shows it
/// @error  EC2's
Task<ApiResult<std::vector<std::string>>> types_of_requirements(Environment& env, Principal principal,
                                                                aws::Region region, json::object requirements,
                                                                json::object template_data);

}  // namespace eni::sandbox::scaling
