#pragma once
/// ContainerDefinitions and Volumes of AWS::ECS::TaskDefinition.
/// Source: AWS::ECS::TaskDefinition ContainerDefinition, Volume; ContainerDefinition, Volume of the ECS API Reference.
#include "sandbox/services/cloudformation/resources/members.h"

namespace eni::sandbox::cloudformation {

extern const std::span<const Member> kContainerDefinitionMembers;
extern const std::span<const Member> kVolumeMembers;

}  // namespace eni::sandbox::cloudformation
