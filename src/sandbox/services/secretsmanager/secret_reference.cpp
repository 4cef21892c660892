#include "sandbox/services/secretsmanager/secret_reference.h"

#include "aws/arn.h"
#include "base/time_text.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::string_view kResourcePrefix = "secret:";
constexpr std::string_view kKey = "alias/aws/secretsmanager";

std::optional<Secret> find_by_name(const Call& call, std::string_view account, std::string_view name) {
  return repository(call).find(account, call.region.value, name, epoch_millis(call.now()));
}

/// What follows ":secret:" in an ARN of this Region's Secrets Manager.
std::optional<std::string_view> resource_name(const Call& call, const aws::Arn& arn) {
  if (arn.service != "secretsmanager" || arn.region != call.region.value ||
      !arn.resource.starts_with(kResourcePrefix))
    return std::nullopt;
  return std::string_view{arn.resource}.substr(kResourcePrefix.size());
}

/// NAME of NAME-SUFFIX, by its form.
std::optional<std::string_view> without_suffix(std::string_view name) {
  if (name.size() <= kSuffixBytes + 1 || name[name.size() - kSuffixBytes - 1] != '-') return std::nullopt;
  return name.substr(0, name.size() - kSuffixBytes - 1);
}

/// NAME-SUFFIX, or NAME alone in the caller's own account.
/// Source: Secrets Manager User Guide, "Finding a secret from a partial ARN"
std::optional<Secret> find_by_arn(const Call& call, const aws::Arn& arn) {
  const auto rest = resource_name(call, arn);
  if (!rest) return std::nullopt;
  if (const auto name = without_suffix(*rest)) {
    auto whole = find_by_name(call, arn.account, *name);
    if (whole && rest->ends_with(whole->suffix)) return whole;
  }
  if (arn.account != call.account().value) return std::nullopt;
  return find_by_name(call, arn.account, *rest);
}

}  // namespace

SecretsManagerRepository& repository(const Call& call) { return call.store<SecretsManagerRepository>(); }

std::string secret_arn(const Call& call, const Secret& secret) {
  return "arn:" + std::string(call.partition()) + ":secretsmanager:" + secret.region + ":" + secret.account +
         ":" + std::string(kResourcePrefix) + secret.name + "-" + secret.suffix;
}

std::optional<Secret> named_secret(const Call& call) {
  const std::string id = call.params.text_or("SecretId", "");
  if (!id.starts_with("arn:")) return find_by_name(call, call.account().value, id);
  const auto arn = aws::Arn::parse(id);
  return arn ? find_by_arn(call, *arn) : std::nullopt;
}

std::optional<std::string> name_in_arn(const Call& call, std::string_view arn) {
  const auto parsed = aws::Arn::parse(arn);
  const auto rest = parsed ? resource_name(call, *parsed) : std::nullopt;
  if (!rest) return std::nullopt;
  return std::string(without_suffix(*rest).value_or(*rest));
}

ApiError secret_not_found() {
  return {"ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400};
}

ApiResult<Secret> find_secret(const Call& call) {
  if (auto found = named_secret(call)) return *std::move(found);
  return secret_not_found();
}

ApiResult<Secret> find_usable_secret(const Call& call) {
  ENI_TRY(Secret secret, find_secret(call));
  if (secret.deletes_at)
    return invalid_request(
        "You can't perform this operation on the secret because it was marked for deletion.");
  return secret;
}

ApiResult<void> check_key_use(const Call& call, const Secret& secret) {
  if (secret.account == call.account().value) return {};
  return ApiError{"AccessDeniedException", "Access to KMS is not allowed", 400};
}

ApiResult<void> check_key_id(const Call& call) {
  const std::string key = call.params.text_or("KmsKeyId", "");
  if (key.empty() || key == kKey || key == call.arn("kms", kKey)) return {};
  return invalid_parameter("The sandbox does not model AWS KMS: KmsKeyId " + key +
                           " is not supported, only " + std::string(kKey));
}

void save_changed(const Call& call, Secret& secret) {
  secret.document["Changed"] = epoch_millis(call.now());
  repository(call).update(secret);
}

ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message), 400};
}
ApiError invalid_request(std::string message) { return {"InvalidRequestException", std::move(message), 400}; }

json::object named(const Call& call, const Secret& secret) {
  return {{"ARN", secret_arn(call, secret)}, {"Name", secret.name}};
}

}  // namespace eni::sandbox::secrets_manager
