#include "client/user_environment.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

namespace eni::client {

std::optional<std::string> ProcessEnvironment::variable(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  return value && *value ? std::optional<std::string>{value} : std::nullopt;
}

Result<std::optional<std::string>> ProcessEnvironment::read_file(const std::string& path) const {
  std::string place = path;
  if (place.starts_with("~/")) place.replace(0, 1, variable("HOME").value_or(""));
  std::ifstream file{place, std::ios::binary};
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>{};
    return Error{"cannot read " + place + ": " + std::strerror(errno), ""};
  }
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::optional{bytes.str()};
}

}  // namespace eni::client
