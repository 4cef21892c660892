#include "sandbox/load_balancers/routing/forwarded_headers.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr std::string_view kForwardedFor = "X-Forwarded-For";
constexpr std::string_view kTrace = "X-Amzn-Trace-Id";

/// "1-67891233-abcdef012345678912345678"
std::string new_trace(TimePoint now, Random& random) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  std::array<char, 16> bytes{};  // Four of the time, big end first, and twelve of chance.
  for (std::size_t at = 0; at < 4; ++at) bytes[at] = static_cast<char>(seconds >> (24 - 8 * at));
  const std::array<std::uint64_t, 2> chance{random.next(), random.next()};
  std::memcpy(bytes.data() + 4, chance.data(), 12);
  const std::string digits = hex({bytes.data(), bytes.size()});
  return "1-" + digits.substr(0, 8) + "-" + digits.substr(8);
}

/// A request without a root gets one; of one that has it, Self is this load balancer's.
std::string trace_of(std::string_view given, TimePoint now, Random& random) {
  if (given.empty()) return "Root=" + new_trace(now, random);
  std::vector<std::string> fields;
  bool has_root = false;
  for (const std::string& field : split(given, ';')) {
    const std::string_view trimmed = trim(field);
    if (trimmed.empty() || trimmed.starts_with("Self=")) continue;
    has_root = has_root || trimmed.starts_with("Root=");
    fields.emplace_back(trimmed);
  }
  fields.insert(fields.begin(), (has_root ? "Self=" : "Root=") + new_trace(now, random));
  return join(fields, ";");
}

/// All headers of the name as one list.
std::string joined(const net::Headers& headers, std::string_view name) {
  std::string out;
  for (const auto& [each, value] : headers) {
    if (!iequals(each, name)) continue;
    if (!out.empty()) out += ", ";
    out += value;
  }
  return out;
}

std::string forwarded_for(const net::Headers& headers, const LoadBalancer& balancer, const Arrival& arrival) {
  std::string list = joined(headers, kForwardedFor);
  if (balancer.forwarded_for == ForwardedFor::kRemove) return "";
  if (balancer.forwarded_for == ForwardedFor::kPreserve) return list;
  const bool is_ipv6 = arrival.client.find(':') != std::string::npos;
  std::string client = arrival.client;
  if (balancer.adds_client_port)
    client = (is_ipv6 ? "[" + client + "]" : client) + ":" + std::to_string(arrival.client_port);
  return list.empty() ? client : list + ", " + client;
}

/// The listener's port is named unless it is the protocol's own.
std::string host_for(std::string_view host, const LoadBalancer& balancer, const Arrival& arrival) {
  if (balancer.preserves_host || arrival.is_local) return std::string(host);
  const auto bracket = host.rfind(']');
  const auto colon = host.rfind(':');
  const bool has_port = colon != host.npos && (bracket == host.npos || colon > bracket);
  if (arrival.listener_port == 80) return std::string(has_port ? host.substr(0, colon) : host);
  return has_port ? std::string(host) : std::string(host) + ":" + std::to_string(arrival.listener_port);
}

bool is_set_here(std::string_view name) {
  for (const std::string_view own :
       {kForwardedFor, std::string_view{"X-Forwarded-Proto"}, std::string_view{"X-Forwarded-Port"}, kTrace,
        std::string_view{"Expect"}})
    if (iequals(name, own)) return true;
  return false;
}

/// Source: "routing.http.drop_invalid_header_fields.enabled": names match [-A-Za-z0-9]+.
bool is_valid_name(std::string_view name) {
  return name.find_first_not_of("-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
         name.npos;
}

}  // namespace

bool list_has(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    if (iequals(trim(list.substr(0, end)), word)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool is_hop_by_hop(std::string_view name, std::string_view connection) {
  for (const std::string_view each :
       {"Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade"})
    if (iequals(name, each)) return true;
  // Who names the framing there would have it taken away.
  if (iequals(name, "Content-Length") || iequals(name, "Transfer-Encoding") || iequals(name, "Host"))
    return false;
  return !connection.empty() && list_has(connection, name);
}

std::size_t count_forwarded_for(const net::Headers& headers) {
  const std::string list = joined(headers, kForwardedFor);
  return list.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

net::Headers forwarded_headers(const net::Headers& headers, const LoadBalancer& balancer,
                               const Arrival& arrival, bool is_upgrade, TimePoint now, Random& random) {
  net::Headers out;
  out.reserve(headers.size() + 6, 1024);
  if (const auto list = forwarded_for(headers, balancer, arrival); !list.empty())
    out.add(kForwardedFor, list);
  out.add("X-Forwarded-Proto", "http");
  out.add("X-Forwarded-Port", std::to_string(arrival.listener_port));
  if (const auto host = headers.get("Host")) out.add("Host", host_for(*host, balancer, arrival));
  out.add(kTrace, trace_of(headers.text(kTrace), now, random));
  const std::string connection = joined(headers, "Connection");
  for (const auto& [name, value] : headers) {
    if (is_set_here(name) || iequals(name, "Host") || is_hop_by_hop(name, connection)) continue;
    if (balancer.drops_invalid_headers && !is_valid_name(name)) continue;
    out.add(name, value);
  }
  if (is_upgrade) {
    out.add("Connection", "Upgrade");
    out.add("Upgrade", headers.text("Upgrade"));
  }
  return out;
}

}  // namespace eni::sandbox::load_balancers
