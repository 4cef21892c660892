/// Secrets Manager's types: AWS::SecretsManager::Secret, whose value the template has, or has made; a secret's policy.
#include "base/hash.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/members.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/secretsmanager/secret_template.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kService = "secretsmanager";
constexpr std::string_view kSecret = "AWS::SecretsManager::Secret";
constexpr std::string_view kGenerate = "GenerateSecretString";
constexpr std::string_view kTemplate = "SecretStringTemplate";
constexpr std::string_view kKey = "GenerateStringKey";
constexpr Tagging kTagging{"Tags",   Tagging::Form::kPairs, "TagResource", "UntagResource", "SecretId",
                           "TagKeys"};

/// What GetRandomPassword is asked with: the other members of GenerateSecretString, typed.
json::object password_params(const ResourceType& type, const json::object& generate) {
  json::object rules = generate;
  rules.erase(kTemplate);
  rules.erase(kKey);
  const auto model = shapes::find_service(kService)->find_operation("GetRandomPassword");
  json::value params =
      to_api(rules, *type.find_property(kGenerate)->shape, model->input(), ApiStyle::kSameNames);
  return std::move(params.as_object());
}

/// The password, or the template's object with the password under its key.
ApiResult<std::string> secret_string(const json::object& generate, const std::string& password) {
  if (!generate.contains(kTemplate)) return password;
  return fill_secret_template(scalar_text_at(generate, kTemplate), scalar_text_at(generate, kKey), password);
}

Task<ApiResult<std::string>> generated(ResourceCall& call) {
  const json::object& generate = object_at(call.properties, kGenerate);
  const json::object params = password_params(*find_resource_type(kSecret), generate);
  ENI_CO_TRY(const json::object reply, co_await call.call(kService, "GetRandomPassword", params));
  co_return secret_string(generate, text_at(reply, "RandomPassword"));
}

/// The same for a step that is repeated after a kill, so that it makes no second version; another in a rollback.
/// @param what  that the step makes the secret of: its value, or the rules for one
std::string token_of(const ResourceCall& call, const std::string& what) {
  return sha256_hex(call.stack_id + "\n" + call.operation_id + "\n" + call.logical_id + "\n" + what);
}

void put_token(const ResourceCall& call, json::object& params) {
  const std::string value = text_at(params, "SecretString");
  if (!value.empty()) params["ClientRequestToken"] = token_of(call, value);
}

Task<ApiResult<ResourceOutcome>> create_secret(ResourceCall& call) {
  const ResourceType& type = *find_resource_type(kSecret);
  ENI_CO_TRY(json::object params, create_params(type, call));
  if (call.properties.contains(kGenerate)) {
    ENI_CO_TRY(const std::string value, co_await generated(call));
    params["SecretString"] = value;
  }
  put_token(call, params);
  ENI_CO_TRY(const json::object reply, co_await call.call(kService, "CreateSecret", params));
  call.made(text_at(reply, "ARN"));
  co_return outcome_of(type, call, &reply);
}

Task<ApiResult<void>> remove_secret(ResourceCall& call) {
  json::object params{{"SecretId", call.physical_id}, {"ForceDeleteWithoutRecovery", true}};
  co_return co_await remove_patiently(call, kService, "DeleteSecret", std::move(params), {});
}

/// "When you make a change to this property, a new secret version is created."
Task<ApiResult<void>> generate_anew(ResourceCall& call) {
  if (!call.properties.contains(kGenerate) || !has_changed(call, kGenerate)) co_return ApiResult<void>{};
  ENI_CO_TRY(const std::string value, co_await generated(call));
  const std::string rules = json::serialize(object_at(call.properties, kGenerate));
  json::object params{
      {"SecretId", call.physical_id}, {"SecretString", value}, {"ClientRequestToken", token_of(call, rules)}};
  ApiResult<void> told = co_await call.tell(kService, "UpdateSecret", std::move(params));
  // Before a kill, of another password.
  if (told.has_error() && told.error().code == "ResourceExistsException") co_return ApiResult<void>{};
  co_return told;
}

/// Assumed wording.
std::optional<PropertyProblem> contradiction(const json::object& properties) {
  const json::object& generate = object_at(properties, kGenerate);
  if (properties.contains("SecretString") && properties.contains(kGenerate))
    return PropertyProblem{std::string(kGenerate),
                           "You can't specify both SecretString and GenerateSecretString"};
  if (generate.contains(kTemplate) != generate.contains(kKey))
    return PropertyProblem{std::string(kGenerate),
                           "You must specify both SecretStringTemplate and GenerateStringKey"};
  return std::nullopt;
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::SecretsManager::ResourcePolicy",
        .attributes = {"Id"},
        .calls = {.service = kService,
                  .id_member = "SecretId",
                  .create = "PutResourcePolicy",
                  .takes = {{"SecretId", Parameter::In::kCreate}, "ResourcePolicy"},
                  .id = "ARN",
                  .read = "GetResourcePolicy",
                  .update = "PutResourcePolicy",
                  .remove = "DeleteResourcePolicy"},
    },
    {
        .name = "AWS::SecretsManager::Secret",
        .attributes = {"Id"},
        .name_property = "Name",
        .name_rule = {512, NameRule::Form::kLogicalIdFirst},
        .calls = {.service = kService,
                  .id_member = "SecretId",
                  .create = "CreateSecret",
                  .name_member = "Name",
                  .takes = {{"Description", "", R"("")"}, {"KmsKeyId", "", R"("")"}, "SecretString"},
                  .id = "ARN",
                  .read = "DescribeSecret",
                  .update = "UpdateSecret",
                  .remove = "DeleteSecret",
                  .tagging = &kTagging},
        .reads = {kGenerate},
        .prepare_update = put_token,
        .change = generate_anew,
        .create = create_secret,
        .remove = remove_secret,
        .refuses = contradiction,
    },
};

}  // namespace

const std::span<const ResourceType> kSecretsManagerTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
