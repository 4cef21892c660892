#pragma once
/// What ECS's resource types share: how they are tagged, and capacity providers.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

inline constexpr Tagging kEcsTagging{
    "tags",    Tagging::Form::kSmallPairs, "TagResource", "UntagResource", "resourceArn",
    "tagKeys", Tagging::By::kArn};

/// Its attachments to capacity providers are being made, or tasks and services use a provider that is to go.
inline constexpr std::string_view kEcsClusterIsBusy[] = {"ResourceInUseException",
                                                         "UpdateInProgressException"};

}  // namespace eni::sandbox::cloudformation
