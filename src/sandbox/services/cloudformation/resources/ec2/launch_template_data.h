#pragma once
/// LaunchTemplateData as templates write it.
/// Source: AWS::EC2::LaunchTemplate LaunchTemplateData; RequestLaunchTemplateData of the EC2 API Reference.
#include "sandbox/services/cloudformation/resources/members.h"

namespace eni::sandbox::cloudformation {

extern const std::span<const Member> kLaunchTemplateDataMembers;

}  // namespace eni::sandbox::cloudformation
