/// Prints as JSON what a session resolves in this process's environment: for tests/conformance/test_command_credentials.py, which
/// compares it with botocore. No part of what is installed: it prints secrets.
///
///     show_session [PROFILE]
#include <iostream>

#include "base/time_text.h"
#include "client/session.h"

namespace {

using namespace eni;

json::object failure(const char* of_what, const Error& error) {
  return {{"failed", of_what}, {"message", error.message}, {"hint", error.hint}};
}

json::object resolve(const std::string& profile) {
  const client::ProcessEnvironment environment;
  SystemWaiter waiter;
  SystemRandom random;
  const auto session = client::Session::open({.profile = profile}, environment, waiter, random);
  if (session.has_error()) return failure("session", session.error());
  json::object found{{"region", session->region().value}};
  const auto credentials = session->credentials().expiring_credentials();
  if (credentials.has_error()) {
    for (const auto& member : failure("credentials", credentials.error())) found.insert(member);
    return found;
  }
  found["source"] = session->credentials().source();
  found["access_key_id"] = credentials->credentials.access_key_id.value;
  found["secret_access_key"] = credentials->credentials.secret_access_key.value;
  found["session_token"] = credentials->credentials.session_token.value;
  if (credentials->expires_at) found["expires_at"] = iso8601(*credentials->expires_at);
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  std::cout << eni::pretty(resolve(argc > 1 ? argv[1] : ""));
  return 0;
}
