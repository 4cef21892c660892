#pragma once
/// Whom a client acts as.
#include <optional>

#include "aws/sigv4.h"
#include "base/result.h"

namespace eni::client {

/// Credentials that may end.
struct ExpiringCredentials {
  aws::Credentials credentials;
  std::optional<TimePoint> expires_at;  ///< nothing: they do not expire
};

/// For several threads.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  /// Those to sign the next request with, renewed where they are about to expire.
  /// @error  there are none, or they cannot be renewed: what was tried, and what to do
  virtual Result<aws::Credentials> credentials() = 0;
};

/// The same always: a sandbox's, or those of a session that was assumed for a few calls.
class FixedCredentials final : public CredentialProvider {
 public:
  explicit FixedCredentials(aws::Credentials credentials) : credentials_{std::move(credentials)} {}
  Result<aws::Credentials> credentials() override { return credentials_; }

 private:
  aws::Credentials credentials_;
};

}  // namespace eni::client
