#include "sandbox/services/secretsmanager/secret_value.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::size_t kMaxBytes = 65536;
constexpr std::size_t kMaxVersions = 100;
constexpr std::size_t kMaxLabels = 20;
constexpr std::int64_t kDayMillis = 24LL * 60 * 60 * 1000;

ApiResult<void> check_size(std::size_t bytes, std::string_view member) {
  if (bytes >= 1 && bytes <= kMaxBytes) return {};
  return aws::validation_exception(  // Assumed wording.
      "1 validation error detected: Value at '" + std::string(member) +
      "' failed to satisfy constraint: Member must have length between 1 and 65536 bytes");
}

/// Source: API Reference, PutSecretValue: "Secrets Manager keeps 100 of the most recent versions, but it keeps all secret versions
/// created in the last 24 hours."
void remove_outdated(const Call& call, const Secret& secret, std::vector<SecretVersion>& versions) {
  const std::int64_t before = epoch_millis(call.now()) - kDayMillis;
  for (auto one = versions.begin(); one != versions.end() && versions.size() >= kMaxVersions;) {
    if (!one->stages.empty() || one->created > before) {
      ++one;
      continue;
    }
    repository(call).remove_version(secret.id, one->version_id);
    one = versions.erase(one);
  }
}

}  // namespace

ApiResult<std::optional<SecretValue>> given_value(const Call& call) {
  const auto text = call.params.text("SecretString");
  const auto binary = call.params.text("SecretBinary");
  if (text && binary)
    return invalid_parameter(
        "You can't specify both a binary secret value and a string secret value in the same secret.");
  if (text) {
    ENI_CHECK(check_size(text->size(), "secretString"));
    return std::optional{SecretValue{false, *text}};
  }
  if (!binary) return std::optional<SecretValue>{};
  const auto bytes = base64_decode(*binary);
  if (!bytes) return ApiError{"SerializationException", "SecretBinary is not base64.", 400};
  ENI_CHECK(check_size(bytes->size(), "secretBinary"));
  return std::optional{SecretValue{true, base64_encode(*bytes)}};
}

std::string new_version_id(const Call& call) {
  std::string token = call.params.text_or("ClientRequestToken", "");
  return token.empty() ? call.random().uuid() : token;
}

bool is_same_value(const Call& call, const Secret& secret, const SecretVersion& version,
                   const SecretValue& value) {
  return version.is_binary == value.is_binary &&
         repository(call).value(secret.id, version.version_id) == value.value;
}

ApiError version_exists(const Call& call, const Secret& secret, const std::string& version_id) {
  return {"ResourceExistsException",
          "You can't use ClientRequestToken " + version_id +
              " because that value is already in use for a version of secret " + secret_arn(call, secret) +
              ".",
          400};
}

ApiResult<std::vector<std::string>> add_version(const Call& call, const Secret& secret,
                                                const std::string& version_id, SecretValue value,
                                                const std::vector<std::string>& labels) {
  auto before = repository(call).versions(secret.id);
  remove_outdated(call, secret, before);
  if (before.size() >= kMaxVersions)
    return ApiError{"LimitExceededException",  // Assumed wording.
                    "You've exceeded the quota for the number of versions of a secret.", 400};
  const bool is_first = before.empty();
  before.push_back({version_id, epoch_millis(call.now()), 0, {}, value.is_binary, std::move(value.value)});
  auto after = before;
  attach_labels(after, version_id, labels);
  if (is_first) attach_label(after, version_id, kCurrent);
  ENI_CHECK(check_label_count(after));
  repository(call).add_version(secret.id, before.back());
  save_labels(call, secret, before, after);
  return after.back().stages;
}

void save_labels(const Call& call, const Secret& secret, const std::vector<SecretVersion>& before,
                 const std::vector<SecretVersion>& after) {
  for (std::size_t i = 0; i < after.size(); ++i)
    if (after[i].stages != before[i].stages)
      repository(call).set_stages(secret.id, after[i].version_id, after[i].stages);
}

ApiResult<void> check_label_count(const std::vector<SecretVersion>& versions) {
  for (const SecretVersion& one : versions)
    if (one.stages.size() > kMaxLabels)
      return ApiError{"LimitExceededException",  // Assumed wording.
                      "You can attach at most 20 staging labels to a version of a secret.", 400};
  return {};
}

}  // namespace eni::sandbox::secrets_manager
