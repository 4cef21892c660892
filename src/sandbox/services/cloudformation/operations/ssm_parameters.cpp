#include "sandbox/services/cloudformation/operations/ssm_parameters.h"

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/constraints.h"
#include "template/dynamic_reference.h"

namespace eni::sandbox::cloudformation {
namespace {

/// By name, as Parameter Store has it.
struct SsmParameter {
  std::string type;
  std::string value;
};
using SsmParameters = std::map<std::string, SsmParameter, std::less<>>;

/// NAME:LABEL, of a name or an ARN. A number after the colon is a version.
bool has_label(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  const bool is_plain_arn = name.starts_with("arn:") && std::count(name.begin(), name.end(), ':') <= 5;
  return colon != std::string::npos && !is_plain_arn && !parse_integer(name.substr(colon + 1));
}

/// In whose name Parameter Store is asked: the role that the stack has or is to get, else the caller.
Task<ApiResult<Principal>> ssm_reader(Call& call, const std::optional<StackDefinition>& previous) {
  const std::string present = previous ? previous->role_arn : std::string();
  const std::string role = call.params.text_or("RoleARN", present);
  ENI_CO_TRY(Principal reader, co_await operating_principal(call, role));
  reader.called_via.emplace_back("cloudformation.amazonaws.com");
  co_return reader;
}

/// What Parameter Store has under each name; nothing under those that are not there.
Task<ApiResult<SsmParameters>> read_ssm_parameters(Call& call, const Principal& reader,
                                                   const std::vector<std::string>& names) {
  SsmParameters parameters;
  for (const std::string& name : names) {
    if (has_label(name)) co_return ApiError{"InternalFailure", "", 500};  // AWS's answer, and no better one
    json::object params;
    params["Names"] = json::array{json::value(name)};
    const ApiResult<Reply> reply =
        co_await call.env.gateway.call(reader, call.region, "ssm", "GetParameters", std::move(params));
    if (reply.has_error()) co_return aws::validation_error(reply.error().message);
    for (const json::value& found : array_at(reply->value, "Parameters"))
      parameters[name] = {scalar_text_at(found.as_object(), "Type"),
                          scalar_text_at(found.as_object(), "Value")};
  }
  co_return parameters;
}

/// The values, if each parameter's type is one that the template may mean by it.
/// @error  AWS's words: a SecureString is none, String and StringList do not stand for each other
ApiResult<tmpl::SsmValues> fitting_values(const tmpl::Template& tmpl,
                                          const std::map<std::string, std::string>& texts,
                                          const SsmParameters& parameters) {
  tmpl::SsmValues values;
  std::vector<std::string> secure;
  std::vector<std::string> incompatible;
  for (const tmpl::Parameter& parameter : tmpl.parameters) {
    const auto found = parameters.find(texts.at(parameter.name));
    if (!parameter.is_ssm_value() || found == parameters.end()) continue;
    const auto& [name, stored] = *found;
    if (stored.type == "SecureString") {
      secure.push_back(name);
    } else if ((stored.type == "StringList") != parameter.is_list()) {
      incompatible.push_back(name);
    }
    values[name] = parameter.is_list() ? join(tmpl::split_list(stored.value), ",") : stored.value;
  }
  if (!secure.empty()) {
    return aws::validation_error("Parameters [" + join(secure, ", ") +
                                 "] referenced by template have types not supported by CloudFormation.");
  }
  if (!incompatible.empty()) {
    return aws::validation_error("Types for SSM parameters [" + join(incompatible, ", ") +
                                 "] defined in CFN template and SSM are incompatible");
  }
  return values;
}

}  // namespace

Task<ApiResult<tmpl::SsmValues>> ssm_values(Call& call, const tmpl::Template& tmpl,
                                            const std::map<std::string, std::string>& texts,
                                            const std::vector<std::string>& names,
                                            const std::optional<StackDefinition>& previous) {
  if (names.empty()) co_return tmpl::SsmValues{};
  ENI_CO_TRY(const Principal reader, co_await ssm_reader(call, previous));
  ENI_CO_TRY(const SsmParameters parameters, co_await read_ssm_parameters(call, reader, names));
  co_return fitting_values(tmpl, texts, parameters);
}

Task<ApiResult<void>> check_dynamic_references(Call& call,
                                               const std::vector<tmpl::EvaluatedResource>& resources,
                                               const std::optional<StackDefinition>& previous) {
  std::vector<std::string> secure_places;
  std::vector<std::string> names;
  for (const tmpl::EvaluatedResource& resource : resources) {
    const auto references = tmpl::find_dynamic_references(resource.properties);
    if (references.has_error()) co_return template_error(references.error());
    for (const tmpl::DynamicReference& reference : *references) {
      if (reference.version.empty() || reference.is_secret()) continue;
      if (reference.service == "ssm") names.push_back(reference.name + ":" + reference.version);
      if (reference.service == "ssm") continue;
      for (const std::string& place : tmpl::places_of(reference, resource.type, resource.properties)) {
        secure_places.push_back(place);
      }
    }
  }
  if (!secure_places.empty()) co_return aws::validation_error(tmpl::secure_reference_problem(secure_places));
  if (names.empty()) co_return ApiResult<void>{};
  ENI_CO_TRY(const Principal reader, co_await ssm_reader(call, previous));
  ENI_CO_TRY(const SsmParameters parameters, co_await read_ssm_parameters(call, reader, names));
  for (const auto& [name, parameter] : parameters) {
    if (parameter.type != "SecureString") continue;
    co_return aws::validation_error(tmpl::non_secure_prefix_problem(name.substr(0, name.rfind(':'))));
  }
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::cloudformation
