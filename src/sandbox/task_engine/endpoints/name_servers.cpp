#include "sandbox/task_engine/endpoints/name_servers.h"

#include <arpa/inet.h>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <unistd.h>

#include "base/text.h"
#include "net/descriptor.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::size_t kMaxServers = 3;
constexpr std::size_t kMaxFileBytes = 64 * 1024;

template <class Address>
NameServer server_of(const Address& address) {
  NameServer server;
  std::memcpy(&server.address, &address, sizeof address);
  server.size = sizeof address;
  return server;
}

std::optional<NameServer> parse_server(const std::string& text, std::uint16_t port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) return server_of(v4);
  const std::size_t percent = text.find('%');
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (inet_pton(AF_INET6, text.substr(0, percent).c_str(), &v6.sin6_addr) != 1) return std::nullopt;
  if (percent == std::string::npos) return server_of(v6);
  v6.sin6_scope_id = if_nametoindex(text.substr(percent + 1).c_str());
  if (v6.sin6_scope_id == 0) return std::nullopt;
  return server_of(v6);
}

/// The word behind "nameserver" on its line; "" for other lines.
std::string server_text(std::string_view line) {
  constexpr std::string_view kKeyword = "nameserver";
  if (!line.starts_with(kKeyword)) return "";
  line.remove_prefix(kKeyword.size());
  if (line.empty() || (line.front() != ' ' && line.front() != '\t')) return "";
  const std::string_view value = trim(line);
  return std::string(value.substr(0, value.find_first_of(" \t;#")));
}

std::string read_file(const char* path) {
  const net::Descriptor file{open(path, O_RDONLY | O_CLOEXEC)};
  std::string text(kMaxFileBytes, '\0');
  const ssize_t size = file ? read(file.get(), text.data(), text.size()) : 0;
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

}  // namespace

std::vector<NameServer> parse_resolv_conf(std::string_view text, std::uint16_t port) {
  std::vector<NameServer> servers;
  for (const std::string& line : split(text, '\n')) {
    const auto server = parse_server(server_text(line), port);
    if (server && servers.size() < kMaxServers) servers.push_back(*server);
  }
  return servers;
}

std::vector<NameServer> machine_name_servers() {
  std::vector<NameServer> servers = parse_resolv_conf(read_file("/etc/resolv.conf"));
  return servers.empty() ? parse_resolv_conf("nameserver 127.0.0.1") : servers;
}

}  // namespace eni::sandbox::task_engine::endpoints
