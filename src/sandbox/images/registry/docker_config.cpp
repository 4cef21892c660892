#include "sandbox/images/registry/docker_config.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace eni::sandbox::images {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kDockerHubKey = "https://index.docker.io/v1/";

/// The host that a key of `auths` stands for: "https://ghcr.io/v2/" is ghcr.io.
std::string host_of_key(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  const std::string host{key.substr(0, key.find('/'))};
  return host == "index.docker.io" || host == "registry-1.docker.io" ? std::string(kDockerHub) : host;
}

/// The entry under the host's own name, else under a key that stands for it.
const json::object* find_login(const json::object& auths, std::string_view registry) {
  const json::value* exact = find(auths, registry == kDockerHub ? kDockerHubKey : registry);
  if (exact && exact->is_object()) return exact->if_object();
  for (const auto& [key, value] : auths)
    if (value.is_object() && host_of_key(key) == registry) return value.if_object();
  return nullptr;
}

std::string store_of(const json::object& config, std::string_view registry) {
  const json::object& helpers = object_at(config, "credHelpers");
  std::string helper = text_at(helpers, registry);
  if (helper.empty() && registry == kDockerHub) helper = text_at(helpers, kDockerHubKey);
  return helper.empty() ? text_at(config, "credsStore") : helper;
}

Result<Credentials> read_login(const json::object& login, std::string_view registry) {
  if (!text_at(login, "identitytoken").empty() || !text_at(login, "registrytoken").empty())
    return Error{
        "the login for " + std::string(registry) + " in Docker's configuration is a token of Docker's own",
        "log in with a user and an access token"};
  Credentials out{text_at(login, "username"), text_at(login, "password")};
  const std::string auth = text_at(login, "auth");
  if (auth.empty()) return out;
  const auto decoded = base64_decode(auth);
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos)
    return Error{"the login for " + std::string(registry) + " in Docker's configuration is not of its form",
                 "docker login " + std::string(registry)};
  // Docker pads with zero bytes what it once encrypted.
  std::string password = decoded->substr(colon + 1);
  password.erase(
      std::find_if_not(password.rbegin(), password.rend(), [](char c) { return c == '\0'; }).base(),
      password.end());
  return Credentials{decoded->substr(0, colon), std::move(password)};
}

}  // namespace

Result<Credentials> credentials_of_docker_config(std::string_view config, std::string_view registry) {
  auto parsed = parse_json(config);
  if (parsed.has_error() || !parsed->is_object())
    return Error{"Docker's configuration is not a JSON object", "look at ~/.docker/config.json"};
  const json::object& object = parsed->get_object();
  const json::object* login = find_login(object_at(object, "auths"), registry);
  if (login && !login->empty()) return read_login(*login, registry);
  const std::string store = store_of(object, registry);
  // A helper alone is no login; Docker leaves an empty entry where it has put one into a store.
  if (login && !store.empty())
    return Error{"the login for " + std::string(registry) + " is in the credential store '" + store +
                     "', which is not read here",
                 "give it as repositoryCredentials, or remove credsStore and credHelpers from "
                 "~/.docker/config.json and log in again"};
  if (!text_at(object_at(object, "credHelpers"), registry).empty())
    return Error{"the login for " + std::string(registry) + " comes from the credential helper '" + store +
                     "', which is not run here",
                 "give it as repositoryCredentials, or log in without credHelpers"};
  return Credentials{};
}

}  // namespace eni::sandbox::images
