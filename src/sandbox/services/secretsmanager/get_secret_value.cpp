#include "base/text_array.h"
#include "base/time_text.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

ApiError no_value(const std::string& what) {
  return {"ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + what,
          400};
}

ApiResult<SecretVersion> asked_version(const Call& call, const Secret& secret) {
  const auto versions = repository(call).versions(secret.id);
  const auto label = call.params.text("VersionStage");
  const auto id = call.params.text("VersionId");
  if (!id) {
    const std::string wanted = label.value_or(std::string(kCurrent));
    const SecretVersion* version = holder_of(versions, wanted);
    if (version == nullptr) return no_value("staging label: " + wanted);
    return *version;
  }
  const SecretVersion* version = find_version(versions, *id);
  if (version == nullptr) return no_value("VersionId: " + *id);
  if (label && !has_label(*version, *label))
    return invalid_request("You provided a VersionStage that is not associated to the provided VersionId.");
  return *version;
}

/// "The date that the secret was last accessed", which has no time of day.
void note_access(const Call& call, Secret& secret, const SecretVersion& version) {
  const auto today = epoch_millis(TimePoint{std::chrono::duration_cast<Duration>(
      std::chrono::floor<std::chrono::days>(call.now().time_since_epoch()))});
  if (version.accessed != today) repository(call).set_accessed(secret.id, version.version_id, today);
  if (integer_at(secret.document, "Accessed") == today) return;
  secret.document["Accessed"] = today;
  repository(call).update(secret);
}

}  // namespace

ApiResult<Reply> get_secret_value(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  ENI_CHECK(check_key_use(call, secret));
  ENI_TRY(const SecretVersion version, asked_version(call, secret));
  note_access(call, secret, version);
  json::object reply = named(call, secret);
  reply["VersionId"] = version.version_id;
  reply[version.is_binary ? "SecretBinary" : "SecretString"] =
      repository(call).value(secret.id, version.version_id);
  if (!version.stages.empty()) reply["VersionStages"] = text_array(version.stages);
  reply["CreatedDate"] = epoch_seconds(TimePoint{Duration{version.created}});
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::secrets_manager
