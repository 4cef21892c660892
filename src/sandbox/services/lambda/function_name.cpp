#include "sandbox/services/lambda/function_name.h"

#include <cctype>

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::string_view kPattern =
    "Member must satisfy regular expression pattern: "
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?"
    "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

bool is_qualifier(std::string_view text) { return text == kLatest || is_name(text); }

}  // namespace

ApiResult<FunctionReference> parse_function_name(std::string_view text, std::string_view account,
                                                 std::string_view region) {
  FunctionReference reference{{std::string(account), std::string(region), ""}, ""};
  std::vector<std::string> parts = split(text, ':');
  // From the full form inwards: each prefix is optional.
  std::size_t at = 0;
  if (parts.size() >= 6 && parts[0] == "arn" && parts[2] == "lambda") {
    reference.key.region = parts[3];
    at = 4;
  }
  if (parts.size() > at + 1 && aws::is_account_id(parts[at])) reference.key.account = parts[at++];
  if (parts.size() > at + 1 && parts[at] == "function") ++at;
  reference.key.name = parts[at++];
  const bool has_qualifier = at < parts.size();
  if (has_qualifier) reference.qualifier = parts[at++];
  if (at != parts.size() || !is_name(reference.key.name) || text.size() > 170 ||
      (has_qualifier && !is_qualifier(reference.qualifier))) {
    return constraint_violated(text, "functionName", kPattern);
  }
  if (reference.key.name.size() > 64) {
    return constraint_violated(text, "functionName", "Member must have length less than or equal to 64");
  }
  return reference;
}

ApiResult<FunctionReference> referenced_function(const Call& call) {
  const std::string name = call.params.text_or("FunctionName", "");
  ENI_TRY(FunctionReference reference, parse_function_name(name, call.account().value, call.region.value));
  if (reference.key.region != call.region.value) {
    return resource_not_found("Functions from '" + reference.key.region +
                              "' are not reachable in this region ('" + call.region.value + "')");
  }
  const std::string qualifier = call.params.text_or("Qualifier", "");
  if (!qualifier.empty() && !reference.qualifier.empty() && qualifier != reference.qualifier) {
    return invalid_value(
        "The derived qualifier from the function name does not match the specified qualifier.");
  }
  if (!qualifier.empty()) reference.qualifier = qualifier;
  return reference;
}

ApiResult<LambdaFunction> required_function(const Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  const std::string arn = function_arn(reference.key);
  if (!reference.qualifier.empty() && reference.qualifier != kLatest) {
    return function_not_found(arn + ":" + reference.qualifier);
  }
  auto function = call.store<LambdaRepository>().find(reference.key);
  if (!function) return function_not_found(arn);
  return *std::move(function);
}

std::string function_arn(const FunctionKey& key) {
  return aws::Arn{std::string(aws::partition_of(aws::Region{key.region}).name), "lambda", key.region,
                  key.account, "function:" + key.name}
      .text();
}

std::string policy_document(const json::array& statements) {
  if (statements.empty()) return {};
  return json::serialize(
      json::object{{"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", statements}});
}

ConditionKeys resource_tags(const Call& call, const FunctionKey& key) {
  ConditionKeys keys;
  if (const auto function = call.store<LambdaRepository>().find(key))
    append_resource_tags(keys, function->tags);
  return keys;
}

namespace {

Access access_to(const Call& call, const std::string& name) {
  Access access;
  const auto reference = parse_function_name(name, call.account().value, call.region.value);
  // A name that is none is refused by the operation itself, in Lambda's words.
  if (!reference) return access;
  const bool is_whole = reference->qualifier.empty() || reference->qualifier == kLatest;
  access.resources = {function_arn(reference->key) + (is_whole ? "" : ":" + reference->qualifier)};
  access.context = resource_tags(call, reference->key);
  append_request_tags(access.context, call);
  if (const auto policy = policy_of(call, *reference)) access.resource_policy = policy_document(*policy);
  return access;
}

}  // namespace

Access function_access(const Call& call) { return access_to(call, call.params.text_or("FunctionName", "")); }

Access configuration_access(const Call& call) {
  Access access = function_access(call);
  for (const std::string& layer : texts_at(call.params.all(), "Layers"))
    access.context.emplace_back("lambda:Layer", layer);
  return access;
}

Access permission_access(const Call& call) {
  Access access = function_access(call);
  if (const auto principal = call.params.text("Principal"))
    access.context.emplace_back("lambda:Principal", *principal);
  if (const auto type = call.params.text("FunctionUrlAuthType"))
    access.context.emplace_back("lambda:FunctionUrlAuthType", *type);
  return access;
}

Access invocation_access(const Call& call) {
  Access access = function_access(call);
  if (call.principal.type == PrincipalType::kService && access.resource_policy.empty())
    access.resource_policy = R"({"Version": "2012-10-17", "Statement": []})";
  return access;
}

Access tagged_function_access(const Call& call) {
  return access_to(call, call.params.text_or("Resource", ""));
}

}  // namespace eni::sandbox::lambda_service
