#include "sandbox/isolation/egress_route.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <optional>

namespace eni::sandbox::isolation {
namespace {

/// IPv4 addresses stand at the end of ::ffff:0:0/96.
using Bytes = std::array<std::uint8_t, 16>;

struct Network {
  const char* address;
  std::size_t bits;
};

constexpr Network kLoopback[] = {{"127.0.0.0", 8}, {"0.0.0.0", 8}, {"::1", 128}, {"::", 128}};

/// The link-local addresses are every cloud's for metadata services (EC2, Google, Azure, Oracle, OpenStack, DigitalOcean, Hetzner).
/// The others are of those that chose another one besides.
constexpr Network kRefused[] = {
    {"169.254.0.0", 16},          // link-local
    {"fe80::", 10},               // likewise
    {"fd00:ec2::", 32},           // EC2
    {"fd20:ce::254", 128},        // Google
    {"fd00:42::42", 128},         // Scaleway
    {"168.63.129.16", 32},        // Azure, with the machine's certificates
    {"100.100.100.200", 32},      // Alibaba
    {"fd00:100::100:200", 128},   // likewise
    {"fd00:c1::a9fe:a9fe", 128},  // Oracle
    {"192.0.0.192", 32},          // Oracle's former cloud (Classic)
    {"fd00:a9fe:a9fe::1", 128},   // Akamai (Linode)
};

/// Networks whose addresses carry an IPv4 address, and where in them.
struct Carrier {
  Network network;
  std::size_t offset;
};
constexpr Carrier kCarriers[] = {{{"64:ff9b::", 96}, 12}, {{"2002::", 16}, 2}, {{"::", 96}, 12}};

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Bytes mapped(const std::uint8_t* ipv4) {
  Bytes bytes{};
  std::copy(kMapped.begin(), kMapped.end(), bytes.begin());
  std::copy(ipv4, ipv4 + 4, bytes.begin() + 12);
  return bytes;
}

bool is_mapped(const Bytes& bytes) { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

bool is_in(const Bytes& address, const Network& network) {
  Bytes bytes{};
  std::size_t bits = network.bits;
  if (std::strchr(network.address, ':')) {
    inet_pton(AF_INET6, network.address, bytes.data());
  } else {
    std::array<std::uint8_t, 4> ipv4{};
    inet_pton(AF_INET, network.address, ipv4.data());
    bytes = mapped(ipv4.data());
    bits += 96;
  }
  const std::size_t whole = bits / 8;
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.begin()))
    return false;
  return bits % 8 == 0 || (address[whole] ^ bytes[whole]) >> (8 - bits % 8) == 0;
}

template <std::size_t N>
bool is_in_any(const Bytes& address, const Network (&networks)[N]) {
  return std::any_of(std::begin(networks), std::end(networks),
                     [&](const Network& network) { return is_in(address, network); });
}

std::optional<Bytes> carried(const Bytes& address) {
  for (const auto& [network, offset] : kCarriers)
    if (is_in(address, network)) return mapped(address.data() + offset);
  return std::nullopt;
}

EgressRoute route_of(const Bytes& address) {
  if (is_in_any(address, kLoopback)) return EgressRoute::kInside;
  if (is_in_any(address, kRefused)) return EgressRoute::kRefused;
  if (is_mapped(address)) return EgressRoute::kOutside;
  const auto ipv4 = carried(address);
  return ipv4 && route_of(*ipv4) != EgressRoute::kOutside ? EgressRoute::kRefused : EgressRoute::kOutside;
}

}  // namespace

EgressRoute egress_route(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return route_of(mapped(reinterpret_cast<const std::uint8_t*>(&ipv4)));
  }
  if (address.ss_family != AF_INET6) return EgressRoute::kInside;  // Unix sockets, AF_UNSPEC
  Bytes bytes{};
  std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, bytes.size());
  return route_of(bytes);
}

std::vector<std::string> refused_networks() {
  std::vector<std::string> texts;
  for (const auto& [address, bits] : kRefused)
    texts.push_back(std::string(address) + "/" + std::to_string(bits));
  return texts;
}

}  // namespace eni::sandbox::isolation
