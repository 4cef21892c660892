#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/secretsmanager/access.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/request_tags.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/secret_value.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

bool is_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return kAlphanumeric.find(c) != std::string_view::npos ||
           std::string_view{"-/_+=.@!"}.find(c) != std::string_view::npos;
  });
}

ApiResult<std::string> new_name(const Call& call) {
  std::string name = call.params.text_or("Name", "");
  if (!is_name(name))
    return aws::validation_exception(
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
        "-/_+=.@!");
  return name;
}

/// What is said of a name that is taken: the same secret where this is the same request again.
ApiResult<Reply> existing_secret(const Call& call, const Secret& secret,
                                 const std::optional<SecretValue>& value) {
  if (secret.deletes_at)
    return invalid_request(
        "You can't create this secret because a secret with this name is already scheduled for deletion.");
  const std::string token = call.params.text_or("ClientRequestToken", "");
  const auto versions = repository(call).versions(secret.id);
  const SecretVersion* version = find_version(versions, token);
  if (version == nullptr || !value)
    return ApiError{"ResourceExistsException",
                    "The operation failed because the secret " + secret.name + " already exists.", 400};
  if (!is_same_value(call, secret, *version, *value)) return version_exists(call, secret, token);
  json::object reply = named(call, secret);
  reply["VersionId"] = token;
  return Reply{std::move(reply)};
}

ApiResult<Secret> make_secret(Call& call, const std::string& name) {
  Secret secret;
  secret.account = call.account().value;
  secret.region = call.region.value;
  secret.name = name;
  secret.suffix = call.random().text(kSuffixBytes, kAlphanumeric);
  secret.document["Description"] = call.params.text_or("Description", "");
  secret.document["Created"] = epoch_millis(call.now());
  secret.document["Changed"] = epoch_millis(call.now());
  ENI_TRY(const json::array tags, tags_with(call, {}));
  if (!tags.empty()) {
    ENI_CHECK(call.require("secretsmanager:TagResource", secret_arn(call, secret), request_keys(call)));
    secret.document["Tags"] = tags;
  }
  secret.id = repository(call).create(secret);
  return secret;
}

}  // namespace

ApiResult<Reply> create_secret(Call& call) {
  ENI_TRY(const std::string name, new_name(call));
  ENI_TRY(auto value, given_value(call));
  ENI_CHECK(check_key_id(call));
  const std::int64_t now = epoch_millis(call.now());
  repository(call).remove_ended(now);
  if (const auto existing = repository(call).find(call.account().value, call.region.value, name, now))
    return existing_secret(call, *existing, value);
  ENI_TRY(const Secret secret, make_secret(call, name));
  json::object reply = named(call, secret);
  if (value) {
    const std::string version_id = new_version_id(call);
    ENI_CHECK(add_version(call, secret, version_id, *std::move(value), {std::string(kCurrent)}));
    reply["VersionId"] = version_id;
  }
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
