#pragma once
/// The rows of the table: those of types with functions, each in a file of its own, and a service's others together.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

extern const ResourceType kAutoScalingGroup;
extern const ResourceType kEc2Eip;
extern const ResourceType kEc2Instance;
extern const ResourceType kEc2KeyPair;
extern const ResourceType kEc2LaunchTemplate;
extern const ResourceType kEc2NetworkInterface;
extern const ResourceType kEc2NetworkInterfaceAttachment;
extern const ResourceType kEc2SecurityGroup;
extern const ResourceType kEc2Subnet;
extern const ResourceType kEc2Vpc;
extern const ResourceType kEcsCapacityProvider;
extern const ResourceType kEcsService;
extern const ResourceType kIamManagedPolicy;
extern const ResourceType kLambdaFunction;
extern const ResourceType kNestedStack;
extern const ResourceType kStackSet;
extern const ResourceType kWaitCondition;
extern const ResourceType kWaitConditionHandle;

extern const std::span<const ResourceType> kApplicationAutoScalingTypes;
extern const std::span<const ResourceType> kAutoScalingTypes;
extern const std::span<const ResourceType> kCloudFormationTypes;
extern const std::span<const ResourceType> kCloudWatchTypes;
extern const std::span<const ResourceType> kEc2Types;
extern const std::span<const ResourceType> kEcrTypes;
extern const std::span<const ResourceType> kEcsTypes;
extern const std::span<const ResourceType> kEfsTypes;
extern const std::span<const ResourceType> kElasticLoadBalancingV2Types;
extern const std::span<const ResourceType> kEventsTypes;
extern const std::span<const ResourceType> kIamTypes;
extern const std::span<const ResourceType> kLambdaTypes;
extern const std::span<const ResourceType> kLogsTypes;
extern const std::span<const ResourceType> kOrganizationsTypes;
extern const std::span<const ResourceType> kRamTypes;
extern const std::span<const ResourceType> kS3Types;
extern const std::span<const ResourceType> kSecretsManagerTypes;
extern const std::span<const ResourceType> kServiceDiscoveryTypes;
extern const std::span<const ResourceType> kSnsTypes;
extern const std::span<const ResourceType> kSsmTypes;

}  // namespace eni::sandbox::cloudformation
