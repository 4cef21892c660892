/// UpdateSecret, PutSecretValue.
#include "base/text_array.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/secret_value.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

json::object put_reply(const Call& call, const Secret& secret, const std::string& version_id,
                       const std::vector<std::string>& labels) {
  json::object reply = named(call, secret);
  reply["VersionId"] = version_id;
  if (!labels.empty()) reply["VersionStages"] = text_array(labels);
  return reply;
}

}  // namespace

ApiResult<Reply> put_secret_value(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  ENI_CHECK(check_key_use(call, secret));
  ENI_TRY(auto value, given_value(call));
  if (!value) return invalid_request("You must provide either SecretString or SecretBinary.");
  const std::string version_id = new_version_id(call);
  const auto versions = repository(call).versions(secret.id);
  if (const SecretVersion* same = find_version(versions, version_id)) {
    if (!is_same_value(call, secret, *same, *value)) return version_exists(call, secret, version_id);
    return Reply{put_reply(call, secret, version_id, same->stages)};
  }
  auto labels = texts_at(call.params.all(), "VersionStages");
  if (labels.empty()) labels.emplace_back(kCurrent);
  ENI_TRY(const auto attached, add_version(call, secret, version_id, *std::move(value), labels));
  save_changed(call, secret);
  return Reply{put_reply(call, secret, version_id, attached)};
}

ApiResult<Reply> update_secret(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  ENI_CHECK(check_key_id(call));
  ENI_TRY(auto value, given_value(call));
  json::object reply = named(call, secret);
  if (value) {
    ENI_CHECK(check_key_use(call, secret));
    const std::string version_id = new_version_id(call);
    if (find_version(repository(call).versions(secret.id), version_id) != nullptr)
      return version_exists(call, secret, version_id);
    ENI_CHECK(add_version(call, secret, version_id, *std::move(value), {std::string(kCurrent)}));
    reply["VersionId"] = version_id;
  }
  if (const auto description = call.params.text("Description")) secret.document["Description"] = *description;
  save_changed(call, secret);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
