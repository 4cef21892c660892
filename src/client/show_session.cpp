/// Prints as JSON what a session resolves in this process's environment: for tests/conformance/test_command_credentials.py, which
/// compares it with botocore. No part of what is installed: it prints secrets.
///
///     show_session [PROFILE]
///     show_session --endpoints REGION...   where each service answers, for each kind of endpoint
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

/// "ecs eu-central-1 fips": ["https://…", the Region that is signed for], or null where there is no such endpoint.
json::object endpoints_of(const aws::Region& region) {
  const struct {
    const char* name;
    client::EndpointRules rules;
  } kinds[] = {{"plain", {}},
               {"fips", {.use_fips = true}},
               {"dual", {.use_dual_stack = true}},
               {"both", {.use_dual_stack = true, .use_fips = true}}};
  json::object found;
  for (const client::Service& service : client::all_services()) {
    for (const auto& [name, rules] : kinds) {
      const auto endpoint = client::endpoint_of(service, region, rules);
      json::value shown;
      if (endpoint.has_value())
        shown = {endpoint->url.scheme + "://" + endpoint->url.authority(), endpoint->signing_region.value};
      found[std::string(service.name) + " " + region.value + " " + name] = std::move(shown);
    }
  }
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words{argv + 1, argv + argc};
  if (words.empty() || words.front() != "--endpoints") {
    std::cout << eni::pretty(resolve(words.empty() ? "" : words.front()));
    return 0;
  }
  json::object endpoints;
  for (std::size_t i = 1; i < words.size(); ++i) {
    for (const auto& member : endpoints_of(aws::Region{words[i]})) endpoints.insert(member);
  }
  std::cout << eni::pretty(endpoints);
  return 0;
}
