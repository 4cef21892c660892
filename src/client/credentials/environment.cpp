/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION.
#include "base/time_text.h"
#include "client/credentials/sources.h"

namespace eni::client {

LoadedCredentials from_environment(const CredentialContext& context, const std::string&) {
  const UserEnvironment& environment = context.environment();
  const auto id = environment.variable("AWS_ACCESS_KEY_ID");
  if (!id) return std::nullopt;
  const auto secret = environment.variable("AWS_SECRET_ACCESS_KEY");
  if (!secret)
    return Error{"AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not", "set both, or neither"};
  auto token = environment.variable("AWS_SECURITY_TOKEN");
  if (!token) token = environment.variable("AWS_SESSION_TOKEN");
  ExpiringCredentials found{aws::Credentials{aws::AccessKeyId{*id}, aws::SecretAccessKey{*secret},
                                             aws::SessionToken{token.value_or("")}},
                            std::nullopt};
  const auto expiration = environment.variable("AWS_CREDENTIAL_EXPIRATION");
  if (!expiration) return found;
  found.expires_at = parse_iso8601(*expiration);
  if (!found.expires_at) return Error{"AWS_CREDENTIAL_EXPIRATION is no time: '" + *expiration + "'", ""};
  return found;
}

}  // namespace eni::client
