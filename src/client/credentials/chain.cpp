#include "client/credentials/chain.h"

#include <algorithm>

#include "base/time_text.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

constexpr std::chrono::minutes kRenewalWindow{10};
/// After a renewal that failed while the credentials were still good.
constexpr std::chrono::minutes kNextRenewal{1};

constexpr CredentialSource kSources[] = {
    {"environment", "AWS_ACCESS_KEY_ID", from_environment},
    {"assume-role", "role_arn", from_assume_role},
    {"assume-role-with-web-identity", "AWS_WEB_IDENTITY_TOKEN_FILE", from_web_identity},
    {"sso", "sso_account_id", from_sso},
    {"shared-credentials-file", "aws_access_key_id", from_shared_credentials_file},
    {"login", "login_session", from_login},
    {"custom-process", "credential_process", from_custom_process},
    {"config-file", "aws_access_key_id", from_config_file},
    {"container", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", from_container},
    {"instance-metadata", "a role of this EC2 instance", from_instance_metadata},
};

constexpr CredentialSource kSourcesOfAProfile[] = {
    {"assume-role-with-web-identity", "web_identity_token_file", from_web_identity_of_profile},
    {"sso", "sso_account_id", from_sso},
    {"shared-credentials-file", "aws_access_key_id", from_shared_credentials_file},
    {"login", "login_session", from_login},
    {"custom-process", "credential_process", from_custom_process},
    {"config-file", "aws_access_key_id", from_config_file},
};

Error no_credentials(const Configuration& configuration) {
  std::string tried;
  for (const CredentialSource& source : kSources)
    tried += (tried.empty() ? "" : ", ") + std::string(source.name) + " (" + std::string(source.seeks) + ")";
  return {"there are no credentials for the profile '" + configuration.profile_name() + "'",
          "run aws configure or aws sso login, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name another "
          "--profile, or for a sandbox: eval \"$(eni-trunking sandbox env)\". Looked for, in this order: " +
              tried};
}

}  // namespace

LoadedCredentials load_from_profile(const CredentialContext& context, const std::string& profile) {
  for (const CredentialSource& source : kSourcesOfAProfile) {
    LoadedCredentials found = source.load(context, profile);
    if (found.has_error() || *found) return found;
  }
  return std::nullopt;
}

Result<aws::Credentials> CredentialChain::credentials() {
  ENI_TRY(ExpiringCredentials found, expiring_credentials());
  return std::move(found.credentials);
}

Result<ExpiringCredentials> CredentialChain::expiring_credentials() {
  const std::lock_guard lock{mutex_};
  if (!source_) {
    ENI_CHECK(find());
  } else if (current_.expires_at && context_.now() >= renew_at_) {
    ENI_CHECK(renew());
  }
  return current_;
}

std::string_view CredentialChain::source() const {
  const std::lock_guard lock{mutex_};
  return source_ ? source_->name : std::string_view{};
}

Result<void> CredentialChain::find() {
  for (const CredentialSource& source : kSources) {
    // Who names a profile means it, and not what the environment has beside it.
    if (source.load == from_environment && context_.configuration.is_profile_of_command_line()) continue;
    ENI_TRY(const std::optional<ExpiringCredentials> found,
            source.load(context_, context_.configuration.profile_name()));
    if (!found) continue;
    ENI_CHECK(keep(source, *found));
    return {};
  }
  return no_credentials(context_.configuration);
}

Result<void> CredentialChain::renew() {
  const auto fresh = source_->load(context_, context_.configuration.profile_name());
  const bool is_still_good = *current_.expires_at > context_.now();
  if (fresh.has_value() && *fresh) {
    auto kept = keep(*source_, **fresh);
    if (kept.has_value() || !is_still_good) return kept;
  }
  if (is_still_good) {
    renew_at_ = context_.now() + kNextRenewal;
    return {};
  }
  if (fresh.has_error()) return fresh.error();
  return no_credentials(context_.configuration);
}

Result<void> CredentialChain::keep(const CredentialSource& source, const ExpiringCredentials& found) {
  if (found.expires_at) {
    const Duration left = *found.expires_at - context_.now();
    if (left <= Duration{0})
      return Error{
          "the credentials of " + std::string(source.name) + " expired at " + iso8601(*found.expires_at),
          "renew them where they come from"};
    renew_at_ = *found.expires_at - std::min<Duration>(kRenewalWindow, left / 2);
  }
  current_ = found;
  source_ = &source;
  return {};
}

}  // namespace eni::client
