#pragma once
/// What ECS's resource types share: how they are tagged.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

inline constexpr Tagging kEcsTagging{
    "tags",    Tagging::Form::kSmallPairs, "TagResource", "UntagResource", "resourceArn",
    "tagKeys", Tagging::By::kArn};

}  // namespace eni::sandbox::cloudformation
