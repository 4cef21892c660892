#include "sandbox/task_engine/images/docker_logins.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "net/descriptor.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kMaxConfig = 1024 * 1024;

Error unreadable(const std::string& path, const std::string& why) {
  return {"cannot read the logins in " + path + ": " + why, "log in again: docker login REGISTRY"};
}

/// Up to one byte more than a configuration may have.
Result<std::string> read_to_end(int file, const std::string& path) {
  std::string out(kMaxConfig + 1, '\0');
  std::size_t at = 0;
  while (at < out.size()) {
    const ssize_t size = read(file, out.data() + at, out.size() - at);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return unreadable(path, std::strerror(errno));
    if (size == 0) break;
    at += static_cast<std::size_t>(size);
  }
  out.resize(at);
  return out;
}

/// Nothing if there is no such file. It may be a link: people keep it elsewhere.
Result<std::optional<std::string>> read_config(const std::string& path) {
  const net::Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>{};
  if (!file) return unreadable(path, std::strerror(errno));
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return unreadable(path, "it is no file");
  ENI_TRY(std::string text, read_to_end(file.get(), path));
  if (text.size() > kMaxConfig) return unreadable(path, "it is larger than 1 MiB");
  return std::optional<std::string>{std::move(text)};
}

}  // namespace

std::string docker_config_path() {
  const char* folder = std::getenv("DOCKER_CONFIG");
  if (folder && *folder) return std::string(folder) + "/config.json";
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.docker/config.json" : "";
}

Result<images::Credentials> docker_login(const std::string& path, std::string_view registry) {
  if (path.empty()) return images::Credentials{};
  ENI_TRY(const std::optional<std::string> config, read_config(path));
  if (!config) return images::Credentials{};
  return images::credentials_of_docker_config(*config, registry);
}

}  // namespace eni::sandbox::task_engine
