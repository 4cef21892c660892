#include "template/parameter_types.h"

#include <algorithm>
#include <iterator>

namespace eni::tmpl {
namespace {

bool is_aws_type(std::string_view type) {
  constexpr std::string_view kTypes[] = {
      "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id",  "AWS::EC2::Instance::Id",
      "AWS::EC2::KeyPair::KeyName",       "AWS::EC2::Subnet::Id", "AWS::EC2::SecurityGroup::GroupName",
      "AWS::EC2::SecurityGroup::Id",      "AWS::EC2::VPC::Id",    "AWS::EC2::Volume::Id",
      "AWS::Route53::HostedZone::Id",
  };
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool is_value_type(std::string_view type) {
  if (type == "String" || type == "CommaDelimitedList" || is_aws_type(type)) return true;
  const std::string_view item = type_argument(type, "List");
  return item == "String" || is_aws_type(item);
}

}  // namespace

std::string_view type_argument(std::string_view type, std::string_view prefix) {
  if (type.size() < prefix.size() + 2 || type.substr(0, prefix.size()) != prefix) return {};
  if (type[prefix.size()] != '<' || type.back() != '>') return {};
  return type.substr(prefix.size() + 1, type.size() - prefix.size() - 2);
}

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || !type_argument(type, "List").empty();
}

bool is_parameter_type(std::string_view type) {
  if (type == "Number" || type == "List<Number>" || type == "AWS::SSM::Parameter::Name") return true;
  if (is_value_type(type)) return true;
  return is_value_type(type_argument(type, kSsmValuePrefix));
}

}  // namespace eni::tmpl
