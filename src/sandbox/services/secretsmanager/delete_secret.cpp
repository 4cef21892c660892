/// DeleteSecret, RestoreSecret.
#include "base/time_text.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::int64_t kMinDays = 7;
constexpr std::int64_t kMaxDays = 30;

ApiResult<std::chrono::days> recovery_window(const Call& call) {
  const auto days = find_integer(call.params.all(), "RecoveryWindowInDays");
  if (!days) return std::chrono::days{kMaxDays};
  if (*days < kMinDays || *days > kMaxDays)
    return invalid_parameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
  return std::chrono::days{*days};
}

json::object deletion_reply(json::object reply, std::int64_t when) {
  reply["DeletionDate"] = epoch_seconds(TimePoint{Duration{when}});
  return reply;
}

/// {"ARN", "Name"} of a secret that is not there.
/// @error  ResourceNotFoundException for an ARN that no secret of this Region can have
ApiResult<json::object> named_as_asked(const Call& call) {
  const std::string id = call.params.text_or("SecretId", "");
  if (!id.starts_with("arn:"))
    return json::object{{"ARN", call.arn("secretsmanager", "secret:" + id)}, {"Name", id}};
  const auto name = name_in_arn(call, id);
  if (!name) return secret_not_found();
  return json::object{{"ARN", id}, {"Name", *name}};
}

/// "If you forcibly delete an already deleted or nonexistent secret, the operation does not return ResourceNotFoundException."
ApiResult<Reply> delete_at_once(Call& call) {
  const std::int64_t now = epoch_millis(call.now());
  const auto secret = named_secret(call);
  if (!secret) {
    ENI_TRY(auto reply, named_as_asked(call));
    return Reply{deletion_reply(std::move(reply), now)};
  }
  repository(call).remove(secret->id);
  return Reply{deletion_reply(named(call, *secret), now)};
}

}  // namespace

ApiResult<Reply> delete_secret(Call& call) {
  repository(call).remove_ended(epoch_millis(call.now()));
  const bool is_forced = flag_at(call.params.all(), "ForceDeleteWithoutRecovery");
  if (is_forced && call.params.has("RecoveryWindowInDays"))
    return invalid_parameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  if (is_forced) return delete_at_once(call);
  ENI_TRY(Secret secret, find_secret(call));
  ENI_TRY(const auto window, recovery_window(call));
  if (secret.deletes_at)
    return invalid_request(
        "You can't perform this operation on the secret because it was already scheduled for deletion.");
  secret.deletes_at = epoch_millis(call.now() + window);
  save_changed(call, secret);
  return Reply{deletion_reply(named(call, secret), *secret.deletes_at)};
}

ApiResult<Reply> restore_secret(Call& call) {
  ENI_TRY(Secret secret, find_secret(call));
  secret.deletes_at.reset();
  save_changed(call, secret);
  return Reply{named(call, secret)};
}

}  // namespace eni::sandbox::secrets_manager
