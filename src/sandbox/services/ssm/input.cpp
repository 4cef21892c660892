#include "sandbox/services/ssm/input.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ssm/public_parameters.h"

namespace eni::sandbox::ssm_service {
namespace {

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

Decryption decryption(const Call& call) {
  return flag_at(call.params.all(), "WithDecryption") ? Decryption::kPlain : Decryption::kEncrypted;
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

ApiError invalid_next_token() { return {"InvalidNextToken", "The specified token is not valid.", 400}; }

ApiResult<Page> read_page(const Call& call, std::size_t page_size) {
  Page page;
  page.size = static_cast<std::size_t>(
      integer_at(call.params.all(), "MaxResults", static_cast<std::int64_t>(page_size)));
  const std::string token = call.params.text_or("NextToken", "");
  if (token.empty()) return page;
  const std::string last = base64_decode(token).value_or("");
  const std::size_t colon = last.rfind(':');
  const auto version = colon == std::string::npos ? std::nullopt : parse_integer(last.substr(colon + 1));
  if (!version) return invalid_next_token();
  page.after = last.substr(0, colon);
  page.after_version = *version;
  return page;
}

std::string end_page(std::vector<SsmParameter>& parameters, const Page& page) {
  if (parameters.size() <= page.size) return {};
  parameters.resize(page.size);
  return base64_encode(parameters.back().name + ":" + std::to_string(parameters.back().version));
}

}  // namespace eni::sandbox::ssm_service
