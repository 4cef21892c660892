#pragma once
/// The standard chain: the sources of credentials in the AWS CLI's order.
#include <mutex>

#include "client/credentials/credential_source.h"

namespace eni::client {

/// Looks for credentials when they are first asked for. The first source that has some is asked again before they expire; what is
/// still good then stays in use if that fails.
/// Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers"; botocore's credentials, for order and details.
class CredentialChain final : public CredentialProvider {
 public:
  explicit CredentialChain(CredentialContext context) : context_{std::move(context)} {}

  /// @error  no source has any: what was looked at; or the one that is configured fails, and why
  Result<aws::Credentials> credentials() override;
  /// The same with the time that they expire at.
  Result<ExpiringCredentials> expiring_credentials();
  /// Whose they are, as CredentialSource::name; empty before they were asked for.
  std::string_view source() const;

 private:
  Result<void> find();
  Result<void> renew();
  /// Takes what `source` has found into use. @error  it has expired
  Result<void> keep(const CredentialSource& source, const ExpiringCredentials& found);

  mutable std::mutex mutex_;
  CredentialContext context_;
  const CredentialSource* source_ = nullptr;
  ExpiringCredentials current_;
  TimePoint renew_at_{};  ///< if they expire
};

/// Those of a profile that another one names as its source: what the files say of it, without the environment.
LoadedCredentials load_from_profile(const CredentialContext& context, const std::string& profile);

}  // namespace eni::client
