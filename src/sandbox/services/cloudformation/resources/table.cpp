/// The table: one row a type. A new type is a file that defines its row, and a line here.
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {

std::span<const ResourceType* const> all_resource_types() {
  static const ResourceType* const rows[] = {
      &kCdkMetadata,
      &kCustomResource,
      &kEc2Eip,
      &kEc2EipAssociation,
      &kEc2Instance,
      &kEc2InternetGateway,
      &kEc2KeyPair,
      &kEc2LaunchTemplate,
      &kEc2NatGateway,
      &kEc2NetworkInterface,
      &kEc2NetworkInterfaceAttachment,
      &kEc2Route,
      &kEc2RouteTable,
      &kEc2SecurityGroup,
      &kEc2SecurityGroupEgress,
      &kEc2SecurityGroupIngress,
      &kEc2Subnet,
      &kEc2SubnetCidrBlock,
      &kEc2SubnetRouteTableAssociation,
      &kEc2Vpc,
      &kEc2VpcCidrBlock,
      &kEc2VpcGatewayAttachment,
      &kEcsCluster,
      &kEcsService,
      &kEcsTaskDefinition,
      &kIamAccessKey,
      &kIamInstanceProfile,
      &kIamManagedPolicy,
      &kIamPolicy,
      &kIamRole,
      &kIamServiceLinkedRole,
      &kIamUser,
      &kLambdaEventInvokeConfig,
      &kLambdaFunction,
      &kLambdaPermission,
      &kLogsLogGroup,
      &kS3Bucket,
      &kSsmParameter,
  };
  return rows;
}

const ResourceType* find_resource_type(std::string_view name) {
  if (name.starts_with("Custom::")) return &kCustomResource;
  for (const ResourceType* row : all_resource_types()) {
    if (row->name == name) return row;
  }
  return nullptr;
}

}  // namespace eni::sandbox::cloudformation
