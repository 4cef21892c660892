#include "client/credentials/credential_source.h"

#include "aws/error_kind.h"
#include "base/time_text.h"

namespace eni::client {

LoadedCredentials read_credentials(const json::value& object, const char* token, const std::string& from) {
  for (const char* key : {"AccessKeyId", "SecretAccessKey"}) {
    if (text_at(object, key).empty()) return Error{from + " gave credentials without " + key, ""};
  }
  ExpiringCredentials found{aws::Credentials{aws::AccessKeyId{text_at(object, "AccessKeyId")},
                                             aws::SecretAccessKey{text_at(object, "SecretAccessKey")},
                                             aws::SessionToken{text_at(object, token)}},
                            std::nullopt};
  const std::string expiration = text_at(object, "Expiration");
  if (expiration.empty()) return std::optional{std::move(found)};
  found.expires_at = parse_iso8601(expiration);
  if (!found.expires_at)
    return Error{from + " gave credentials that expire at no time: '" + aws::readable(expiration) + "'", ""};
  return std::optional{std::move(found)};
}

LoadedCredentials read_static_keys(const Settings* settings, const std::string& profile, const char* file) {
  const auto id = text_of(settings, "aws_access_key_id");
  if (!id) return std::nullopt;
  const auto secret = text_of(settings, "aws_secret_access_key");
  if (!secret)
    return Error{"the profile '" + profile + "' of the " + file +
                     " has aws_access_key_id and no aws_secret_access_key",
                 "add it, or run aws configure"};
  auto token = text_of(settings, "aws_security_token");
  if (!token) token = text_of(settings, "aws_session_token");
  return ExpiringCredentials{aws::Credentials{aws::AccessKeyId{*id}, aws::SecretAccessKey{*secret},
                                              aws::SessionToken{token.value_or("")}},
                             std::nullopt};
}

}  // namespace eni::client
