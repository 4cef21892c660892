#pragma once
/// A user with files, variables and endpoints, whose credentials a test looks for.
#include "base/time_text.h"
#include "client/credentials/chain.h"
#include "client/credentials/sources.h"
#include "client/environment_for_test.h"
#include "net/peer_for_test.h"

namespace eni::client {

/// The time is 2015-08-30T12:36:00Z.
struct User {
  LiteralEnvironment environment = LiteralEnvironment{};
  VirtualWaiter waiter = {};
  SeededRandom random = SeededRandom{};

  User() = default;
  User(LiteralEnvironment::Variables variables, const std::string& config,
       const std::string& credentials = "")
      : environment{std::move(variables), {{"~/.aws/config", config}, {"~/.aws/credentials", credentials}}} {}

  /// @param endpoint  of STS and IAM Identity Center
  CredentialContext context(const std::string& profile = "", const std::string& endpoint = "") {
    return {Configuration::load(profile, environment).value(),
            aws::Region{"eu-west-1"},
            EndpointRules{.endpoint_url = endpoint},
            ClientOptions{.retry = {.max_attempts = 1}},
            &waiter,
            &random};
  }
};

/// "ID/SECRET/TOKEN", with the time that they expire at; "none"; or "error: MESSAGE".
inline std::string shown(const LoadedCredentials& loaded) {
  if (loaded.has_error()) return "error: " + loaded.error().message;
  if (!*loaded) return "none";
  const ExpiringCredentials& found = **loaded;
  std::string text = found.credentials.access_key_id.value + "/" + found.credentials.secret_access_key.value +
                     "/" + found.credentials.session_token.value;
  if (found.expires_at) text += " " + iso8601(*found.expires_at);
  return text;
}

inline std::string http_answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// STS's, of a role whose key is `id`.
inline std::string assumed(const std::string& action, const std::string& id) {
  return http_answer("200 OK",
                     "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
                         "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
                         "</SessionToken><Expiration>2015-08-30T13:36:00Z</Expiration></Credentials></" +
                         action + "Result></" + action + "Response>");
}

}  // namespace eni::client
