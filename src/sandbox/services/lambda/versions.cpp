/// PublishVersion, ListVersionsByFunction, and how calls find versions and aliases.
#include "sandbox/services/lambda/versions.h"

#include "base/text.h"
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {
namespace {

/// What a version shares with the function that it was made of. Other members are its own, or change without a reason to publish.
json::object content_of(const LambdaFunction& function) {
  json::object content = function.configuration;
  for (const char* own : {"Version", "FunctionArn", "RevisionId", "LastModified", "Description"})
    content.erase(own);
  return content;
}

std::optional<NamedDocument> find_alias(const Call& call, const FunctionKey& key) {
  return call.store<LambdaRepository>().aliases.find(key.account, key.region, key.name);
}

bool is_version(std::string_view qualifier) { return parse_integer(qualifier).has_value(); }

}  // namespace

FunctionKey qualified(const FunctionKey& function, std::string_view qualifier) {
  FunctionKey key = function;
  key.name += ":" + std::string(qualifier);
  return key;
}

ApiResult<LambdaFunction> qualified_function(const Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  FunctionKey key = reference.key;
  std::string version = reference.qualifier;
  if (!version.empty() && version != kLatest && !is_version(version)) {
    const auto alias = find_alias(call, qualified(key, version));
    if (!alias) return function_not_found(function_arn(key) + ":" + reference.qualifier);
    version = text_at(alias->document, "FunctionVersion");
  }
  if (!version.empty() && version != kLatest) key = qualified(key, version);
  auto function = call.store<LambdaRepository>().find(key);
  if (!function) return function_not_found(function_arn(key));
  return *std::move(function);
}

LambdaFunction publish(const Call& call, const LambdaFunction& function,
                       const std::optional<std::string>& description) {
  LambdaRepository& functions = call.store<LambdaRepository>();
  const std::int64_t last = functions.last_version(function.key);
  if (const auto before = functions.find(qualified(function.key, std::to_string(last)));
      before && content_of(*before) == content_of(function))
    return *before;
  LambdaFunction version;
  const std::string number = std::to_string(last + 1);
  version.key = qualified(function.key, number);
  version.configuration = function.configuration;
  version.configuration["Version"] = number;
  version.configuration["FunctionArn"] = function_arn(version.key);
  version.configuration["RevisionId"] = call.random().uuid();
  if (description) version.configuration["Description"] = *description;
  functions.create_version(version, function.key);
  functions.set_last_version(function.key, last + 1);
  return version;
}

std::optional<json::array> policy_of(const Call& call, const FunctionReference& reference) {
  const bool is_whole = reference.qualifier.empty() || reference.qualifier == kLatest;
  const FunctionKey key = is_whole ? reference.key : qualified(reference.key, reference.qualifier);
  if (const auto function = call.store<LambdaRepository>().find(key)) return function->policy;
  if (const auto alias = find_alias(call, key)) return array_at(alias->document, "policy");
  return std::nullopt;
}

ApiResult<LambdaFunction> policy_holder(const Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  ENI_TRY(LambdaFunction function, qualified_function(call));
  if (reference.qualifier.empty() || reference.qualifier == kLatest || is_version(reference.qualifier))
    return function;
  const FunctionKey key = qualified(reference.key, reference.qualifier);
  const auto alias = find_alias(call, key);
  LambdaFunction holder;
  holder.key = key;
  holder.policy = array_at(alias->document, "policy");
  holder.policy_revision = text_at(alias->document, "policyRevision");
  return holder;
}

void store_policy(const Call& call, const LambdaFunction& holder) {
  LambdaRepository& functions = call.store<LambdaRepository>();
  auto alias = find_alias(call, holder.key);
  if (!alias) {
    functions.update(holder);
    return;
  }
  alias->document["policy"] = holder.policy;
  alias->document["policyRevision"] = holder.policy_revision;
  functions.aliases.put(*alias);
}

ApiResult<Reply> publish_version(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  ENI_CHECK(check_revision(call, function));
  const std::string digest = call.params.text_or("CodeSha256", "");
  if (!digest.empty() && digest != function.text("CodeSha256"))
    return invalid_value("CodeSHA256 (" + digest + ") is different from current CodeSHA256 in $LATEST (" +
                         function.text("CodeSha256") + "). Please try again with the CodeSHA256 in $LATEST.");
  Reply reply{shown(publish(call, function, call.params.text("Description")))};
  reply.status = 201;
  return reply;
}

ApiResult<Reply> list_versions_by_function(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  json::object latest = shown_in_list(function);
  latest["FunctionArn"] = function_arn(function.key) + ":" + std::string(kLatest);
  json::array versions;
  versions.push_back(std::move(latest));
  for (const LambdaFunction& version : call.store<LambdaRepository>().versions(function.key))
    versions.push_back(shown_in_list(version));
  return Reply{json::object{{"Versions", std::move(versions)}}};
}

}  // namespace eni::sandbox::lambda_service
