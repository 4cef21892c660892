/// DescribeAccountAttributes.
/// Source: Amazon EC2 API Reference, DescribeAccountAttributes.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/regions/operations.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Attribute {
  std::string_view name;
  std::string value;
};

/// The numbers are those of a new account.
std::vector<Attribute> attributes_of(const Call& call) {
  const auto vpc = find_default_vpc(call);
  return {{"supported-platforms", "VPC"}, {"vpc-max-security-groups-per-interface", "5"},
          {"max-elastic-ips", "5"},       {"max-instances", "20"},
          {"vpc-max-elastic-ips", "5"},   {"default-vpc", vpc ? vpc->id : "none"}};
}

json::object item(const Attribute& attribute) {
  json::array values{json::object{{"attributeValue", attribute.value}}};
  json::object out{{"attributeName", attribute.name}};
  out["attributeValueSet"] = std::move(values);
  return out;
}

}  // namespace

ApiResult<Reply> describe_account_attributes(Call& call) {
  ENI_TRY(const auto names, call.params.texts("AttributeName"));
  const auto attributes = attributes_of(call);
  for (const std::string& name : names) {
    const bool known = std::any_of(attributes.begin(), attributes.end(),
                                   [&name](const Attribute& attribute) { return attribute.name == name; });
    if (!known) {
      return invalid_parameter_value("Value (" + name +
                                     ") for parameter attributeName is invalid. Unknown attribute.");
    }
  }
  json::array set;
  for (const Attribute& attribute : attributes) {
    if (names.empty() || std::find(names.begin(), names.end(), attribute.name) != names.end())
      set.push_back(item(attribute));
  }
  json::object reply;
  reply["accountAttributeSet"] = std::move(set);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
