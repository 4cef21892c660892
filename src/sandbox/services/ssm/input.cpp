#include "sandbox/services/ssm/input.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ssm/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

ApiError as_validation_exception(const ApiError& error) { return aws::validation_exception(error.message); }

std::string member_name(std::string_view name) {
  std::string member{name};
  member[0] = to_lower(member.substr(0, 1))[0];
  return member;
}

ApiError version_not_found(const Reference& reference) {
  const bool is_number = parse_integer(reference.selector).has_value();
  const std::string what = is_number ? "version " + reference.selector + " of " + reference.name
                                     : "label " + reference.selector + " for parameter " + reference.name;
  return {"ParameterVersionNotFound",
          "Systems Manager could not find " + what + ". Verify the " + (is_number ? "version" : "label") +
              " and try again.",
          400};
}

bool is_selected(const SsmParameter& version, const std::string& selector) {
  if (const auto number = parse_integer(selector)) return version.version == *number;
  return std::find(version.labels.begin(), version.labels.end(), selector) != version.labels.end();
}

}  // namespace

SsmRepository& repository(const Call& call) { return call.store<SsmRepository>(); }

ApiError parameter_not_found() { return {"ParameterNotFound", "", 400}; }

ApiError constraint_error(std::string_view value, std::string_view member, std::string_view constraint) {
  std::string message = "1 validation error detected: Value '";
  message.append(value)
      .append("' at '")
      .append(member)
      .append("' failed to satisfy constraint: ")
      .append(constraint);
  return aws::validation_exception(std::move(message));
}

ApiResult<std::string> required(const Call& call, std::string_view name) {
  auto value = call.params.text(name);
  if (!value)
    return aws::validation_exception("1 validation error detected: Value null at '" + member_name(name) +
                                     "' failed to satisfy constraint: Member must not be null");
  return *std::move(value);
}

ApiResult<std::optional<long long>> integer(const Call& call, std::string_view name, long long min,
                                            long long max) {
  auto value = call.params.integer(name, min, max);
  if (value.has_error()) return as_validation_exception(value.error());
  return *value;
}

ApiResult<bool> flag(const Call& call, std::string_view name) {
  auto value = call.params.boolean(name);
  if (value.has_error()) return as_validation_exception(value.error());
  return value->value_or(false);
}

ApiResult<std::vector<std::string>> texts(const Call& call, std::string_view name, std::size_t min,
                                          std::size_t max) {
  auto values = call.params.texts(name);
  if (values.has_error()) return as_validation_exception(values.error());
  if (values->size() < min)
    return constraint_error("[]", member_name(name),
                            "Member must have length greater than or equal to " + std::to_string(min));
  if (values->size() > max)
    return constraint_error("[" + join(*values, ", ") + "]", member_name(name),
                            "Member must have length less than or equal to " + std::to_string(max));
  return *std::move(values);
}

std::optional<SsmParameter> find_latest(Call& call, const Reference& reference) {
  auto found = repository(call).find(call.account().value, call.region.value, reference.name);
  if (found) return found;
  const auto other = other_spelling(reference.name);
  if (!other) return std::nullopt;
  return repository(call).find(call.account().value, call.region.value, *other);
}

ApiResult<SsmParameter> find_parameter(Call& call, const Reference& reference) {
  ENI_CHECK(check_asked_name(reference));
  auto latest = reference.name.starts_with("/aws/") ? find_public_parameter(call, reference.name)
                                                    : find_latest(call, reference);
  if (!latest) return parameter_not_found();
  if (reference.selector.empty()) return *std::move(latest);
  for (SsmParameter& version : repository(call).history(latest->id))
    if (is_selected(version, reference.selector)) return std::move(version);
  return version_not_found(reference);
}

ApiResult<Decryption> decryption(const Call& call) {
  ENI_TRY(const auto wanted, flag(call, "WithDecryption"));
  return wanted ? Decryption::kPlain : Decryption::kEncrypted;
}

std::string visible_value(const Call& call, const SsmParameter& parameter, Decryption decryption) {
  if (parameter.type != "SecureString" || decryption == Decryption::kPlain) return parameter.value;
  // Looks like KMS's text, says nothing of the value, and stays the same for a version.
  const std::string digest = sha256(parameter_arn(call, parameter) + ":" + std::to_string(parameter.version) +
                                    ":" + std::to_string(parameter.last_modified));
  return "AQICAH" + base64_encode(digest + sha256(digest));
}

std::string parameter_arn(const Call& call, const SsmParameter& parameter) {
  if (parameter.name.starts_with("/aws/"))
    return "arn:" + std::string{call.partition()} + ":ssm:" + call.region.value +
           "::" + arn_resource(parameter.name);
  return call.arn("ssm", arn_resource(parameter.name));
}

json::object described(const Call& call, const SsmParameter& parameter, Decryption decryption) {
  return {{"Name", parameter.name},
          {"Type", parameter.type},
          {"Value", visible_value(call, parameter, decryption)},
          {"Version", parameter.version},
          {"LastModifiedDate", epoch_seconds(TimePoint{Duration{parameter.last_modified}})},
          {"ARN", parameter_arn(call, parameter)},
          {"DataType", parameter.data_type}};
}

ApiResult<std::string> take_page(const Call& call, std::vector<SsmParameter>& all, std::size_t page_size) {
  if (const auto token = call.params.text("NextToken"); token && !token->empty()) {
    const auto last = base64_decode(*token);
    if (!last) return ApiError{"InvalidNextToken", "The specified token is not valid.", 400};
    const auto position = [](const SsmParameter& p) { return p.name + ":" + std::to_string(p.version); };
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const SsmParameter& p) { return position(p) == *last; });
    if (at == all.end()) return ApiError{"InvalidNextToken", "The specified token is not valid.", 400};
    all.erase(all.begin(), at + 1);
  }
  if (all.size() <= page_size) return std::string{};
  all.resize(page_size);
  return base64_encode(all.back().name + ":" + std::to_string(all.back().version));
}

}  // namespace eni::sandbox::ssm_service
