/// ModifyVpcAttribute, DescribeVpcAttribute.
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Attribute {
  std::string_view parameter;
  std::string_view name;
  std::string_view member;  ///< of the VPC's document
};

constexpr Attribute kAttributes[] = {
    {"EnableDnsSupport", "enableDnsSupport", "_enableDnsSupport"},
    {"EnableDnsHostnames", "enableDnsHostnames", "_enableDnsHostnames"},
    {"EnableNetworkAddressUsageMetrics", "enableNetworkAddressUsageMetrics",
     "_enableNetworkAddressUsageMetrics"},
};

}  // namespace

ApiResult<Reply> modify_vpc_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcId"));
  ENI_TRY(auto vpc, own(call, "vpc", id));
  int given = 0;
  for (const Attribute& attribute : kAttributes) {
    ENI_TRY(const auto value, attribute_value(call, attribute.parameter));
    if (!value) continue;
    vpc.document[attribute.member] = *value;
    ++given;
  }
  if (given == 0) return missing_parameter("attribute");
  if (given > 1) return invalid_parameter_combination("Fields for multiple attribute types specified");
  const bool dns_support = vpc.document.at("_enableDnsSupport").as_bool();
  if (has_dns_hostnames(vpc) && !dns_support)
    return invalid_parameter_value("Cannot enable DNS hostnames while DNS support is disabled");
  save(call, vpc);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_vpc_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto name, required_parameter(call, "Attribute"));
  ENI_TRY(const auto vpc, own(call, "vpc", id));
  for (const Attribute& attribute : kAttributes) {
    if (attribute.name != name) continue;
    const json::object value{{"value", vpc.document.at(attribute.member)}};
    return Reply{json::object{{"vpcId", vpc.id}, {attribute.name, value}}};
  }
  return invalid_parameter_value("Value (" + name +
                                 ") for parameter attribute is invalid. Unknown attribute.");
}

}  // namespace eni::sandbox::ec2_service
