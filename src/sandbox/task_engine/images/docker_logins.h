#pragma once
/// The logins that the user's `docker login` has left in Docker's configuration file, for registries other than the sandbox's own.
#include <string>

#include "base/result.h"
#include "sandbox/images/registry/docker_config.h"

namespace eni::sandbox::task_engine {

/// $DOCKER_CONFIG/config.json, else ~/.docker/config.json; "" where neither variable is set.
std::string docker_config_path();

/// Read anew for each pull: logins come and go while the sandbox runs.
/// @param path  "" or of no file: there is no login
/// @error  it cannot be read, or is larger than a configuration; as images::credentials_of_docker_config(). Never with what is in it
Result<images::Credentials> docker_login(const std::string& path, std::string_view registry);

}  // namespace eni::sandbox::task_engine
