#pragma once
/// Logins to registries, and those that Docker's configuration file keeps.
/// Source: docker/cli, cli/config/configfile/file.go, and "docker login", "Credential stores".
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::images {

/// Empty: without a login.
struct Credentials {
  std::string user;
  std::string password;  ///< never logged
  bool empty() const { return user.empty() && password.empty(); }
  bool operator==(const Credentials&) const = default;
};

/// @param config    the text of ~/.docker/config.json
/// @param registry  a host as images' names have it: "docker.io", "ghcr.io", "127.0.0.1:4566"
/// @return  empty if the file has no login for it
/// @error   it is no such file; the login lies where it is not read from here: a credential store or helper, or a token in its place
Result<Credentials> credentials_of_docker_config(std::string_view config, std::string_view registry);

}  // namespace eni::sandbox::images
