#include "base/time_text.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/ssm/allowed_pattern.h"
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_tags.h"

namespace eni::sandbox::ssm_service {
namespace {

constexpr std::size_t kStandardBytes = 4096;
constexpr std::size_t kAdvancedBytes = 8192;
constexpr std::size_t kMaxVersions = 100;
constexpr const char* kDefaultKey = "alias/aws/ssm";

/// The type of a new parameter, or the kept one. @error  ValidationException, HierarchyTypeMismatchException
ApiResult<std::string> parameter_type(const Call& call, const std::optional<SsmParameter>& existing) {
  const auto type = call.params.text("Type");
  if (!type && existing) return existing->type;
  if (!type) return aws::validation_exception("A parameter type is required when you create a parameter.");
  if (existing && existing->type != *type)
    return ApiError{
        "HierarchyTypeMismatchException",
        "Parameter Store does not support changing a parameter type in a hierarchy. For example, you "
        "can't change a parameter from a String type to a SecureString type. You must create a new, unique "
        "parameter.",
        400};
  return *type;
}

/// @error  ValidationException if the value is too long for the tier, or the tier would be lowered
ApiResult<std::string> parameter_tier(const Call& call, const std::string& value,
                                      const std::optional<SsmParameter>& existing) {
  const bool was_advanced = existing && existing->tier == "Advanced";
  const std::string wanted = call.params.text_or("Tier", was_advanced ? "Advanced" : "Standard");
  if (wanted == "Standard" && was_advanced)
    return aws::validation_exception(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
        "advanced-parameter "
        "tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and "
        "recreate it as a "
        "standard parameter.");
  if (value.size() > kAdvancedBytes)
    return aws::validation_exception(
        "Advanced tier parameters support a maximum parameter value of 8192 characters.");
  if (wanted == "Standard" && value.size() > kStandardBytes)
    return aws::validation_exception(
        "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger "
        "parameter "
        "value, upgrade the parameter to use the advanced-parameter tier. For more information, see "
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
        "parameter-store-advanced-parameters.html");
  if (wanted != "Intelligent-Tiering") return wanted;
  return std::string{was_advanced || value.size() > kStandardBytes ? "Advanced" : "Standard"};
}

ApiResult<std::string> key_id(const Call& call, const std::string& type) {
  const auto key = call.params.text("KeyId");
  if (type != "SecureString") {
    if (key) return aws::validation_exception("KeyId is required for SecureString type parameter only.");
    return std::string{};
  }
  if (key && *key != kDefaultKey)
    return ApiError{
        "InvalidKeyId",
        "The sandbox does not model AWS KMS: KeyId " + *key + " is not supported, only " + kDefaultKey, 400};
  return std::string{kDefaultKey};
}

ApiResult<std::string> data_type(const Call& call, const std::string& type) {
  std::string name = call.params.text_or("DataType", "text");
  if (name != "text" && name != "aws:ec2:image")
    return aws::validation_exception("The following data type is not supported: " + name +
                                     " (Data type names are all lowercase.)");
  if (name == "aws:ec2:image" && type != "String")
    return aws::validation_exception(
        "The data type aws:ec2:image is supported for parameters of type String only.");
  return name;
}

ApiResult<void> refuse_policies(const Call& call) {
  const std::string policies = call.params.text_or("Policies", "");
  if (policies.empty() || policies == "{}" || policies == "[]") return {};
  return ApiError{"InvalidPolicyTypeException", "Parameter policies are not supported by the sandbox.", 400};
}

/// Makes room for one more version. @error  ParameterMaxVersionLimitExceeded
ApiResult<void> drop_oldest_version(Call& call, const SsmParameter& latest) {
  const auto versions = repository(call).history(latest.id);
  if (versions.size() < kMaxVersions) return {};
  if (!versions.front().labels.empty())
    return ApiError{
        "ParameterMaxVersionLimitExceeded",
        "You attempted to create a new version of " + latest.name +
            " by calling the PutParameter API with the overwrite flag. Version " +
            std::to_string(versions.front().version) +
            ", the oldest version, can't be deleted because it has a label associated with it. Move the "
            "label to another version of the parameter, and try again.",
        400};
  repository(call).delete_version(latest.id, versions.front().version);
  return {};
}

ApiResult<void> check_overwrite(const Call& call, const std::optional<SsmParameter>& existing,
                                bool has_tags) {
  const bool overwrite = flag_at(call.params.all(), "Overwrite");
  if (overwrite && has_tags)
    return aws::validation_exception(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please "
        "remove "
        "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
        "RemoveTagsFromResource.");
  if (existing && !overwrite)
    return ApiError{
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request "
        "to true.",
        400};
  return {};
}

ApiResult<std::string> parameter_value(const Call& call) {
  std::string value = call.params.text_or("Value", "");
  if (value.empty())
    return constraint_error("", "value", "Member must have length greater than or equal to 1.");
  return value;
}

ApiResult<SsmParameter> new_version(const Call& call, const std::optional<SsmParameter>& existing) {
  SsmParameter parameter = existing.value_or(SsmParameter{});
  ENI_TRY(parameter.value, parameter_value(call));
  ENI_TRY(parameter.type, parameter_type(call, existing));
  ENI_TRY(parameter.tier, parameter_tier(call, parameter.value, existing));
  ENI_TRY(parameter.key_id, key_id(call, parameter.type));
  ENI_TRY(parameter.data_type, data_type(call, parameter.type));
  ENI_CHECK(refuse_policies(call));
  parameter.allowed_pattern = call.params.text_or("AllowedPattern", "");
  ENI_CHECK(check_allowed_pattern(parameter.value, parameter.allowed_pattern));
  parameter.description = call.params.text_or("Description", parameter.description);
  ++parameter.version;
  parameter.labels.clear();
  parameter.last_modified = epoch_millis(call.now());
  parameter.last_modified_user = call.principal.arn;
  return parameter;
}

}  // namespace

ApiResult<Reply> put_parameter(Call& call) {
  const std::string given = call.params.text_or("Name", "");
  const std::string name = given.starts_with("arn:") ? parse_reference(given).name : given;
  ENI_CHECK(check_new_name(name));
  ENI_TRY(const auto tags, tag_list(call));
  SsmRepository& ssm = repository(call);
  const auto existing = find_latest(call, {name, {}, false});
  ENI_CHECK(check_overwrite(call, existing, !tags.empty()));
  ENI_CHECK(may_give_tags(call, "ssm:AddTagsToResource", call.arn("ssm", arn_resource(name))));
  ENI_TRY(auto parameter, new_version(call, existing));
  if (existing) {
    ENI_CHECK(drop_oldest_version(call, *existing));
  } else {
    parameter.id = ssm.create(call.account().value, call.region.value, name);
  }
  ssm.add_version(parameter);
  for (const auto& [key, value] : tags) ssm.set_tag(parameter.id, key, value);
  return Reply{json::object{{"Version", parameter.version}, {"Tier", parameter.tier}}};
}

}  // namespace eni::sandbox::ssm_service
