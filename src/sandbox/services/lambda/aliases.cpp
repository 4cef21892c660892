/// CreateAlias, GetAlias, UpdateAlias, DeleteAlias, ListAliases.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {
namespace {

NamedDocuments& aliases(const Call& call) { return call.store<LambdaRepository>().aliases; }

FunctionKey key_of(const NamedDocument& alias) { return {alias.account, alias.region, alias.name}; }

json::object shown(const NamedDocument& alias) {
  json::object item{{"AliasArn", function_arn(key_of(alias))}};
  for (const char* member : {"Name", "FunctionVersion", "Description", "RevisionId"})
    item[member] = text_at(alias.document, member);
  return item;
}

ApiResult<NamedDocument> find_alias(const Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  const FunctionKey key = qualified(function.key, call.params.text_or("Name", ""));
  auto alias = aliases(call).find(key.account, key.region, key.name);
  if (!alias) return resource_not_found("Cannot find alias arn: " + function_arn(key));
  return *std::move(alias);
}

/// Takes over what the call says, for a version that is there.
ApiResult<void> apply(const Call& call, const FunctionKey& function, json::object& document) {
  if (const auto version = call.params.text("FunctionVersion")) {
    const FunctionKey key = *version == kLatest ? function : qualified(function, *version);
    if (!call.store<LambdaRepository>().find(key))
      return function_not_found(function_arn(function) + ":" + *version);
    document["FunctionVersion"] = *version;
  }
  if (const auto description = call.params.text("Description")) document["Description"] = *description;
  document["RevisionId"] = call.random().uuid();
  return {};
}

}  // namespace

ApiResult<Reply> create_alias(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  const std::string name = call.params.text_or("Name", "");
  const FunctionKey key = qualified(function.key, name);
  if (parse_integer(name))
    return invalid_value("Alias name cannot be a number: " + name);  // Assumed wording.
  NamedDocument alias{key.account, key.region, key.name, epoch_millis(call.now()),
                      json::object{{"Name", name}, {"Description", ""}, {"policy", json::array()}}};
  ENI_CHECK(apply(call, function.key, alias.document));
  if (aliases(call).find(key.account, key.region, key.name))
    return resource_conflict("Alias already exists: " + function_arn(key));
  aliases(call).put(alias);
  Reply reply{shown(alias)};
  reply.status = 201;
  return reply;
}

ApiResult<Reply> get_alias(Call& call) {
  ENI_TRY(const NamedDocument alias, find_alias(call));
  return Reply{shown(alias)};
}

ApiResult<Reply> update_alias(Call& call) {
  ENI_TRY(NamedDocument alias, find_alias(call));
  const auto revision = call.params.text("RevisionId");
  if (revision && *revision != text_at(alias.document, "RevisionId")) return revision_mismatch();
  ENI_TRY(const LambdaFunction function, required_function(call));
  ENI_CHECK(apply(call, function.key, alias.document));
  aliases(call).put(alias);
  return Reply{shown(alias)};
}

/// One that is not there is no error.
ApiResult<Reply> delete_alias(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  const FunctionKey key = qualified(function.key, call.params.text_or("Name", ""));
  aliases(call).remove(key.account, key.region, key.name);
  Reply reply;
  reply.status = 204;
  return reply;
}

ApiResult<Reply> list_aliases(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  const auto version = call.params.text("FunctionVersion");
  json::array list;
  for (const NamedDocument& alias : call.store<LambdaRepository>().aliases_of(function.key))
    if (!version || text_at(alias.document, "FunctionVersion") == *version) list.push_back(shown(alias));
  return Reply{json::object{{"Aliases", std::move(list)}}};
}

}  // namespace eni::sandbox::lambda_service
