/// Who may use a repository: SetRepositoryPolicy and its like. And what is said of a whole registry: PutRegistryPolicy and its like,
/// PutAccountSetting.
#include "iam/parse.h"
#include "sandbox/services/ecr/account_settings.h"
#include "sandbox/services/ecr/input.h"
#include "sandbox/services/ecr/operations.h"
#include "sandbox/services/ecr/repository_document.h"

namespace eni::sandbox::ecr_service {
namespace {

constexpr RepositoryDocument kPolicy{"policyText", "RepositoryPolicyNotFoundException", "Repository policy"};
constexpr std::string_view kRegistry = "registry";  // the name of the only one of an account in a Region
constexpr std::string_view kBlobMounting = "BLOB_MOUNTING";

NamedDocuments& registries(const Call& call) { return call.store<EcrRepository>().registries; }

NamedDocument registry(const Call& call) {
  if (auto found = registries(call).find(call.account().value, call.region.value, kRegistry))
    return *std::move(found);
  return {call.account().value, call.region.value, std::string(kRegistry)};
}

ApiResult<void> check_policy(const Call& call, std::string_view kind) {
  const auto policy = iam::parse_policy(std::string_view{call.params.text_or("policyText", "")});
  if (policy.has_error() || policy->statements.empty())
    return invalid_parameter_at("PolicyText", "Invalid " + std::string(kind) + " policy provided");
  return {};
}

json::object registry_reply(const NamedDocument& registry) {
  return {{"registryId", registry.account}, {"policyText", text_at(registry.document, "policyText")}};
}

ApiResult<NamedDocument> registry_with_policy(const Call& call) {
  NamedDocument found = registry(call);
  if (found.document.contains("policyText")) return found;
  return ApiError{"RegistryPolicyNotFoundException",
                  "Registry policy does not exist in the registry with id '" + found.account + "'"};
}

ApiResult<void> check_setting(const Call& call) {
  const std::string name = call.params.text_or("name", "");
  if (name == kBlobMounting) return {};
  return invalid_parameter("The account setting '" + name.substr(0, 64) +
                           "' is not supported by the sandbox");
}

json::object setting_reply(const NamedDocument& registry) {
  const std::string value = text_at(registry.document, kBlobMounting);
  return {{"name", kBlobMounting}, {"value", value.empty() ? "DISABLED" : value}};
}

}  // namespace

ApiResult<Reply> get_repository_policy(Call& call) { return get_document(call, kPolicy); }
ApiResult<Reply> delete_repository_policy(Call& call) { return remove_document(call, kPolicy); }
ApiResult<Reply> set_repository_policy(Call& call) {
  ENI_CHECK(check_policy(call, "repository"));
  return put_document(call, kPolicy);
}

ApiResult<Reply> get_registry_policy(Call& call) {
  ENI_TRY(const auto found, registry_with_policy(call));
  return Reply{registry_reply(found)};
}

ApiResult<Reply> put_registry_policy(Call& call) {
  ENI_CHECK(check_policy(call, "registry"));
  NamedDocument changed = registry(call);
  changed.document["policyText"] = call.params.text_or("policyText", "");
  registries(call).put(changed);
  return Reply{registry_reply(changed)};
}

ApiResult<Reply> delete_registry_policy(Call& call) {
  ENI_TRY(auto found, registry_with_policy(call));
  json::object reply = registry_reply(found);
  found.document.erase("policyText");
  registries(call).put(found);
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_account_setting(Call& call) {
  ENI_CHECK(check_setting(call));
  return Reply{setting_reply(registry(call))};
}

ApiResult<Reply> put_account_setting(Call& call) {
  ENI_CHECK(check_setting(call));
  const std::string value = call.params.text_or("value", "");
  if (value != "ENABLED" && value != "DISABLED")
    return invalid_parameter_at("value", "Must be ENABLED or DISABLED");
  NamedDocument changed = registry(call);
  changed.document[kBlobMounting] = value;
  registries(call).put(changed);
  return Reply{setting_reply(changed)};
}

bool mounts_blobs(Store& store, const aws::AccountId& account, const aws::Region& region) {
  const auto found = store.get<EcrRepository>().registries.find(account.value, region.value, kRegistry);
  return found && text_at(found->document, kBlobMounting) == "ENABLED";
}

}  // namespace eni::sandbox::ecr_service
