#include "sandbox/task_engine/containers/host_settings.h"

#include <algorithm>
#include <arpa/inet.h>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

/// The kernel's bound of a host name; of a name in DNS.
constexpr std::size_t kMaxHostName = 64;
constexpr std::size_t kMaxDomain = 253;

/// Letters, digits, '-', '_' and '.': nothing that would end a line or a field.
bool is_name(std::string_view text, std::size_t max) {
  if (text.empty() || text.size() > max) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

bool is_address(const std::string& text) {
  in6_addr address{};
  return text.find('\0') == std::string::npos && (inet_pton(AF_INET, text.c_str(), &address) == 1 ||
                                                  inet_pton(AF_INET6, text.c_str(), &address) == 1);
}

Result<void> read_extra_hosts(const json::object& definition, ContainerSpec& spec) {
  for (const json::value& host : array_at(definition, "extraHosts")) {
    HostEntry entry{text_at(host, "hostname"), text_at(host, "ipAddress")};
    if (!is_name(entry.host_name, kMaxDomain))
      return daemon_refuses("bad format for add-host: \"" + excerpt(entry.host_name) + "\"");
    if (!is_address(entry.address))
      return daemon_refuses("invalid IP address in add-host: \"" + excerpt(entry.address) + "\"");
    spec.extra_hosts.push_back(std::move(entry));
  }
  return {};
}

Result<void> read_links(const json::object& definition, ContainerSpec& spec) {
  for (const std::string& link : texts_at(definition, "links")) {
    const std::size_t colon = link.find(':');
    ContainerLink out{link.substr(0, colon), colon == std::string::npos ? link : link.substr(colon + 1)};
    if (!is_name(out.container, kMaxDomain) || !is_name(out.alias, kMaxDomain))
      return daemon_refuses("bad format for links: " + excerpt(link));
    spec.links.push_back(std::move(out));
  }
  return {};
}

Result<void> read_resolvers(const json::object& definition, ContainerSpec& spec) {
  spec.dns_servers = texts_at(definition, "dnsServers");
  for (const std::string& server : spec.dns_servers)
    if (!is_address(server)) return daemon_refuses("bad nameserver address: " + excerpt(server));
  spec.dns_search_domains = texts_at(definition, "dnsSearchDomains");
  for (const std::string& domain : spec.dns_search_domains)
    if (!is_name(domain, kMaxDomain)) return daemon_refuses(excerpt(domain) + " is not a valid domain");
  return {};
}

}  // namespace

Result<std::string> host_name_of(const json::object& definition, const ContainerFacts& facts) {
  const bool is_of_network = facts.network_mode == "awsvpc" || facts.network_mode == "host";
  std::string name = is_of_network ? "" : text_at(definition, "hostname");
  if (name.empty()) name = facts.host_name;
  if (!name.empty() && !is_name(name, kMaxHostName))
    return daemon_refuses("invalid hostname format: " + excerpt(name));
  return name;
}

Result<void> read_host_settings(const json::object& definition, ContainerSpec& spec) {
  ENI_CHECK(read_extra_hosts(definition, spec));
  ENI_CHECK(read_links(definition, spec));
  return read_resolvers(definition, spec);
}

}  // namespace eni::sandbox::task_engine
