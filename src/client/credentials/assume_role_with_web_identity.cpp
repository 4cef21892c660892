/// A token in a file (EKS service accounts, CI systems) for a role: STS AssumeRoleWithWebIdentity.
/// Source: AWS SDKs and Tools Reference Guide, "Assume role with web identity".
#include "base/time_text.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

enum class LookAt { kEnvironmentFirst, kProfileOnly };

/// A setting's value, by its variable and the profile's key.
class Lookup {
 public:
  Lookup(const CredentialContext& context, const std::string& profile, LookAt where)
      : context_{context}, profile_{profile}, where_{where} {}

  std::optional<std::string> operator()(const char* variable, const char* key) const {
    if (where_ == LookAt::kEnvironmentFirst) {
      if (auto value = context_.environment().variable(variable)) return value;
    }
    return context_.profile_text(profile_, key);
  }

 private:
  const CredentialContext& context_;
  const std::string& profile_;
  LookAt where_;
};

Result<std::string> read_token(const CredentialContext& context, const std::string& path) {
  ENI_TRY(std::optional<std::string> token, context.environment().read_file(path));
  if (!token || token->empty()) return Error{"the web identity token file " + path + " has no token", ""};
  return *std::move(token);
}

LoadedCredentials load(const CredentialContext& context, const std::string& profile, LookAt where) {
  const Lookup setting{context, profile, where};
  const auto file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (!file) return std::nullopt;
  const auto role = setting("AWS_ROLE_ARN", "role_arn");
  if (!role)
    return Error{"there is a web identity token file, " + *file + ", and no role for it",
                 "set AWS_ROLE_ARN, or role_arn in the profile"};
  ENI_TRY(const std::string token, read_token(context, *file));
  const std::string default_name = "eni-trunking-" + std::to_string(epoch_millis(context.now()) / 1000);
  const json::object params{
      {"RoleArn", *role},
      {"RoleSessionName", setting("AWS_ROLE_SESSION_NAME", "role_session_name").value_or(default_name)},
      {"WebIdentityToken", token}};
  const auto reply = context.client(context.region, nullptr).call("sts", "AssumeRoleWithWebIdentity", params);
  if (reply.has_error()) {
    const Error error = reply.error().as_error();
    return Error{"the role " + *role + " with the web identity of " + *file + ": " + error.message,
                 error.hint};
  }
  return read_credentials(object_at(*reply, "Credentials"), "SessionToken", "STS");
}

}  // namespace

LoadedCredentials from_web_identity(const CredentialContext& context, const std::string& profile) {
  return load(
      context, profile,
      context.configuration.is_profile_of_command_line() ? LookAt::kProfileOnly : LookAt::kEnvironmentFirst);
}

LoadedCredentials from_web_identity_of_profile(const CredentialContext& context, const std::string& profile) {
  return load(context, profile, LookAt::kProfileOnly);
}

}  // namespace eni::client
