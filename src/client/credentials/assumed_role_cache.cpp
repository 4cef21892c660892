#include "client/credentials/assumed_role_cache.h"

#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::client {

namespace {

/// botocore's too, so that neither renews what the other has just taken.
constexpr std::chrono::minutes kRenewalWindow{15};

}  // namespace

std::string assumed_role_file(const json::object& params) {
  std::map<std::string, std::string> members;
  for (const auto& [key, value] : params)
    members[std::string(key)] = key == "DurationSeconds" ? as_text(value) : json::serialize(value);
  std::string text;
  for (const auto& [key, value] : members) text += (text.empty() ? "{\"" : ", \"") + key + "\": " + value;
  return "~/.aws/cli/cache/" + hex(sha1(text + "}")) + ".json";
}

std::optional<ExpiringCredentials> read_assumed_role(const CredentialContext& context,
                                                     const std::string& file) {
  const auto text = context.environment().read_file(file);
  if (text.has_error() || !*text) return std::nullopt;
  const auto kept = parse_json(**text);
  if (kept.has_error()) return std::nullopt;
  json::object credentials = object_at(*kept, "Credentials");
  std::string expiration = text_at(credentials, "Expiration");
  if (expiration.ends_with("UTC")) expiration.replace(expiration.size() - 3, 3, "Z");
  credentials["Expiration"] = expiration;
  const auto found = read_credentials(credentials, "SessionToken", file);
  if (found.has_error() || !*found || !(*found)->expires_at) return std::nullopt;
  if (*(*found)->expires_at < context.now() + kRenewalWindow) return std::nullopt;
  return **found;
}

void keep_assumed_role(const CredentialContext& context, const std::string& file,
                       const ExpiringCredentials& found) {
  const aws::Credentials& keys = found.credentials;
  const json::object kept{{"Credentials",
                           {{"AccessKeyId", keys.access_key_id.value},
                            {"SecretAccessKey", keys.secret_access_key.value},
                            {"SessionToken", keys.session_token.value},
                            {"Expiration", found.expires_at ? iso8601(*found.expires_at) : ""}}}};
  (void)context.environment().write_private_file(file, json::serialize(kept));
}

}  // namespace eni::client
