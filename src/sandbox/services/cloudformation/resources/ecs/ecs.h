#pragma once
/// What ECS's resource types share: how they are tagged, and capacity providers.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

inline constexpr Tagging kEcsTagging{
    "tags",    Tagging::Form::kSmallPairs, "TagResource", "UntagResource", "resourceArn",
    "tagKeys", Tagging::By::kArn};

/// Providers that are groups of hosts: the sandbox has those of Fargate only, as names.
std::optional<PropertyProblem> refuses_capacity_providers(const json::object& properties);

}  // namespace eni::sandbox::cloudformation
