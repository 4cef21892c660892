#pragma once
/// The rows of the table: those of types with functions, each in a file of its own, and a service's others together.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

extern const ResourceType kCdkMetadata;
extern const ResourceType kCustomResource;
extern const ResourceType kEc2Eip;
extern const ResourceType kEc2Instance;
extern const ResourceType kEc2KeyPair;
extern const ResourceType kEc2LaunchTemplate;
extern const ResourceType kEc2NetworkInterface;
extern const ResourceType kEc2NetworkInterfaceAttachment;
extern const ResourceType kEc2SecurityGroup;
extern const ResourceType kEc2SecurityGroupEgress;
extern const ResourceType kEc2SecurityGroupIngress;
extern const ResourceType kEc2Subnet;
extern const ResourceType kEc2Vpc;
extern const ResourceType kEc2VpcGatewayAttachment;
extern const ResourceType kEcsCluster;
extern const ResourceType kEcsService;
extern const ResourceType kEcsTaskDefinition;
extern const ResourceType kIamAccessKey;
extern const ResourceType kIamInstanceProfile;
extern const ResourceType kIamManagedPolicy;
extern const ResourceType kIamPolicy;
extern const ResourceType kIamRole;
extern const ResourceType kIamServiceLinkedRole;
extern const ResourceType kIamUser;
extern const ResourceType kLambdaFunction;
extern const ResourceType kLogsLogGroup;
extern const ResourceType kS3Bucket;
extern const ResourceType kSsmParameter;

extern const std::span<const ResourceType> kEc2Types;
extern const std::span<const ResourceType> kLambdaTypes;

}  // namespace eni::sandbox::cloudformation
