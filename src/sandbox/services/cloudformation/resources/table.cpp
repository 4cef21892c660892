/// The table: one row a type. A new type is a row of its service's types.cpp, or a file that defines its row and a line here.
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {

namespace {

std::vector<const ResourceType*> gathered() {
  std::vector<const ResourceType*> rows = {
      &kAutoScalingGroup,
      &kEc2Eip,
      &kEc2Instance,
      &kEc2KeyPair,
      &kEc2LaunchTemplate,
      &kEc2NetworkInterface,
      &kEc2NetworkInterfaceAttachment,
      &kEc2SecurityGroup,
      &kEc2Subnet,
      &kEc2Vpc,
      &kEcsCapacityProvider,
      &kEcsService,
      &kIamManagedPolicy,
      &kLambdaFunction,
      &kNestedStack,
      &kStackSet,
      &kWaitCondition,
      &kWaitConditionHandle,
  };
  for (const std::span<const ResourceType> types : {kApplicationAutoScalingTypes,
                                                    kAutoScalingTypes,
                                                    kCloudFormationTypes,
                                                    kCloudWatchTypes,
                                                    kEc2Types,
                                                    kEcrTypes,
                                                    kEcsTypes,
                                                    kEfsTypes,
                                                    kElasticLoadBalancingV2Types,
                                                    kEventsTypes,
                                                    kIamTypes,
                                                    kLambdaTypes,
                                                    kLogsTypes,
                                                    kOrganizationsTypes,
                                                    kRamTypes,
                                                    kS3Types,
                                                    kSecretsManagerTypes,
                                                    kServiceDiscoveryTypes,
                                                    kSnsTypes,
                                                    kSsmTypes}) {
    for (const ResourceType& type : types) rows.push_back(&type);
  }
  return rows;
}

}  // namespace

std::span<const ResourceType* const> all_resource_types() {
  static const std::vector<const ResourceType*> rows = gathered();
  return rows;
}

const ResourceType* find_resource_type(std::string_view name) {
  if (name.starts_with("Custom::")) name = "AWS::CloudFormation::CustomResource";
  for (const ResourceType* row : all_resource_types()) {
    if (row->name == name) return row;
  }
  return nullptr;
}

}  // namespace eni::sandbox::cloudformation
