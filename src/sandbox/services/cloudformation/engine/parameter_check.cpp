#include "sandbox/services/cloudformation/engine/parameter_check.h"

#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/parameter_types.h"

namespace eni::sandbox::cloudformation {
namespace {

/// How existence is asked for: an operation that fails for what is not there, or names it as invalid.
struct ExistenceCheck {
  std::string_view type;
  std::string_view operation;
  std::string_view member;
  std::string_view service = "ec2";
};
constexpr ExistenceCheck kExistenceChecks[] = {
    {"AWS::EC2::AvailabilityZone::Name", "DescribeAvailabilityZones", "ZoneName"},
    {"AWS::EC2::Image::Id", "DescribeImages", "ImageId"},
    {"AWS::EC2::Instance::Id", "DescribeInstances", "InstanceId"},
    {"AWS::EC2::KeyPair::KeyName", "DescribeKeyPairs", "KeyName"},
    {"AWS::EC2::SecurityGroup::GroupName", "DescribeSecurityGroups", "GroupName"},
    {"AWS::EC2::SecurityGroup::Id", "DescribeSecurityGroups", "GroupId"},
    {"AWS::EC2::Subnet::Id", "DescribeSubnets", "SubnetId"},
    {"AWS::EC2::VPC::Id", "DescribeVpcs", "VpcId"},
    {"AWS::EC2::Volume::Id", "DescribeVolumes", "VolumeId"},
    {"AWS::SSM::Parameter::Name", "GetParameters", "Names", "ssm"},
};

const ExistenceCheck* check_for(const tmpl::Parameter& parameter) {
  const std::string_view type = parameter.value_type();
  const std::string_view element = tmpl::type_argument(type, "List");
  for (const ExistenceCheck& check : kExistenceChecks) {
    if (check.type == type || check.type == element) return &check;
  }
  return nullptr;
}

/// The value, or the values of a list.
std::vector<std::string> values_of(const tmpl::ParameterValue& parameter) {
  if (!parameter.value.is_array()) return {as_text(parameter.value)};
  std::vector<std::string> values;
  for (const json::value& item : parameter.value.get_array()) values.push_back(as_text(item));
  return values;
}

/// What the service's answer says of the value.
StepResult<> judge(StackWork& work, const ExistenceCheck& check, const std::string& name,
                   const std::string& value, const ApiResult<json::object>& reply) {
  if (reply.has_value() && array_at(*reply, "InvalidParameters").empty()) return {};
  if (reply.has_error()) {
    const ApiError refusal = reply.error();
    const std::string_view code = handler_error_code(refusal);
    const bool is_about_value = code == "NotFound" || code == "InvalidRequest";
    if (!is_about_value)
      return Failure{handler_message(check.service, reply.error(), work.parts.random.uuid())};
  }
  return Failure{"Parameter validation failed: parameter value " + value + " for parameter name " + name +
                 " does not exist"};
}

}  // namespace

Task<StepResult<>> check_parameter_values(StackWork& work) {
  const ResourceState nothing;
  ResourceCall call = work.call_for("", nothing);
  for (const tmpl::ParameterValue& parameter : work.model->parameters.values) {
    const ExistenceCheck* check = check_for(*work.model->tmpl.find_parameter(parameter.name));
    if (!check) continue;
    for (const std::string& value : values_of(parameter)) {
      json::object params;
      params[check->member] = text_array({value});
      const ApiResult<json::object> reply = co_await call.call(check->service, check->operation, params);
      ENI_CO_CHECK(judge(work, *check, parameter.name, value, reply));
    }
  }
  co_return StepResult<>{};
}

Task<> check_what_is_named(StackWork& work) {
  work.stop_if_failed(check_imports(work));
  if (work.stopping) co_return;
  const StepResult<> checked = co_await check_parameter_values(work);
  work.stop_if_failed(checked);
}

}  // namespace eni::sandbox::cloudformation
