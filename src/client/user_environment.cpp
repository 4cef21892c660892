#include "client/user_environment.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "client/ask_at_terminal.h"
#include "net/client.h"
#include "net/write_all.h"

namespace eni::client {

namespace {

constexpr std::size_t kMaxFileBytes = 8 * 1024 * 1024;

Error cannot(const char* what, const std::string& path) {
  return {std::string("cannot ") + what + " " + path + ": " + std::strerror(errno), ""};
}

}  // namespace

std::optional<std::string> ProcessEnvironment::variable(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  return value && *value ? std::optional<std::string>{value} : std::nullopt;
}

std::string ProcessEnvironment::place_of(const std::string& path) const {
  return path.starts_with("~/") ? variable("HOME").value_or("") + path.substr(1) : path;
}

Result<std::optional<std::string>> ProcessEnvironment::read_file(const std::string& path) const {
  const std::string place = place_of(path);
  std::ifstream file{place, std::ios::binary};
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>{};
    return cannot("read", place);
  }
  std::string bytes;
  std::array<char, 16 * 1024> piece{};
  do {
    errno = 0;
    file.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (file.bad()) return cannot("read", place);
    if (bytes.size() > kMaxFileBytes) return Error{"cannot read " + place + ": it has more than 8 MiB", ""};
  } while (file);
  return std::optional{std::move(bytes)};
}

Result<void> ProcessEnvironment::write_private_file(const std::string& path, const std::string& bytes) const {
  const std::string place = place_of(path);
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path{place}.parent_path(), failed);
  std::string fresh = place + ".XXXXXX";
  const int file = ::mkstemp(fresh.data());  // Made for the user alone: 0600.
  if (file < 0) return cannot("write", place);
  int reason = net::write_all(file, bytes);
  if (reason == 0 && ::fsync(file) != 0) reason = errno;
  ::close(file);
  if (reason == 0 && ::rename(fresh.c_str(), place.c_str()) == 0) return {};
  if (reason != 0) errno = reason;
  Error error = cannot("write", place);
  ::unlink(fresh.c_str());
  return error;
}

Result<ProgramOutput> ProcessEnvironment::run(const std::vector<std::string>& argv) const {
  return run_program(argv);
}

Result<std::string> ProcessEnvironment::ask(const std::string& prompt) const {
  return ask_at_terminal(prompt);
}

Result<net::Response> ProcessEnvironment::exchange(const net::Url& url, net::Request request,
                                                   Duration timeout) const {
  net::Client client;
  return client.exchange(url, std::move(request), SystemClock{}.now() + timeout);
}

}  // namespace eni::client
