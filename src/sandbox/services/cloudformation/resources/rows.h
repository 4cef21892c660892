#pragma once
/// The rows of the table, each in a file of its own.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

extern const ResourceType kCdkMetadata;
extern const ResourceType kCustomResource;
extern const ResourceType kEc2Eip;
extern const ResourceType kEc2EipAssociation;
extern const ResourceType kEc2Instance;
extern const ResourceType kEc2InternetGateway;
extern const ResourceType kEc2KeyPair;
extern const ResourceType kEc2LaunchTemplate;
extern const ResourceType kEc2NatGateway;
extern const ResourceType kEc2NetworkInterface;
extern const ResourceType kEc2NetworkInterfaceAttachment;
extern const ResourceType kEc2Route;
extern const ResourceType kEc2RouteTable;
extern const ResourceType kEc2SecurityGroup;
extern const ResourceType kEc2SecurityGroupEgress;
extern const ResourceType kEc2SecurityGroupIngress;
extern const ResourceType kEc2Subnet;
extern const ResourceType kEc2SubnetCidrBlock;
extern const ResourceType kEc2SubnetRouteTableAssociation;
extern const ResourceType kEc2Vpc;
extern const ResourceType kEc2VpcCidrBlock;
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
extern const ResourceType kLambdaEventInvokeConfig;
extern const ResourceType kLambdaFunction;
extern const ResourceType kLambdaPermission;
extern const ResourceType kLogsLogGroup;
extern const ResourceType kS3Bucket;
extern const ResourceType kSsmParameter;

}  // namespace eni::sandbox::cloudformation
