#pragma once
/// IPv4 addresses and CIDR blocks as values.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eni::vpc {

/// An address as a number in host order, so that blocks are ranges: 10.0.0.1 is 0x0A000001.
using Ipv4 = std::uint32_t;

/// Four decimal numbers from 0 to 255 without leading zeros, or nothing.
std::optional<Ipv4> parse_ipv4(std::string_view text);
std::string to_text(Ipv4 address);

struct Cidr4 {
  Ipv4 first = 0;  ///< the network's address; bits behind the prefix are 0
  int prefix = 0;  ///< 0 to 32

  /// "10.0.0.0/16". Nothing if it is no block; bits behind the prefix may be set and are cleared.
  static std::optional<Cidr4> parse(std::string_view text);
  std::string text() const;
  std::uint64_t size() const { return std::uint64_t{1} << (32 - prefix); }
  Ipv4 last() const { return static_cast<Ipv4>(first + (size() - 1)); }
  bool contains(Ipv4 address) const { return address >= first && address <= last(); }
  bool contains(const Cidr4& other) const { return contains(other.first) && contains(other.last()); }
  bool overlaps(const Cidr4& other) const { return contains(other.first) || other.contains(first); }
  bool operator==(const Cidr4&) const = default;
};

/// A VPC or subnet takes blocks from /16 to /28.
/// Source: Amazon VPC User Guide, "VPC CIDR blocks", "Subnet CIDR blocks".
inline constexpr int kLargestBlock = 16;
inline constexpr int kSmallestBlock = 28;

/// The first four addresses of a subnet (network, router, DNS, future use) and its last (broadcast) are AWS's.
inline constexpr int kReservedAtStart = 4;
inline constexpr int kReservedAtEnd = 1;

/// An inclusive run of addresses.
struct Ipv4Range {
  Ipv4 first = 0;
  Ipv4 last = 0;
  std::uint64_t size() const { return std::uint64_t{last} - first + 1; }
  bool operator==(const Ipv4Range&) const = default;
};

/// Those that interfaces of a subnet may have. `subnet` is /28 or larger.
Ipv4Range usable_addresses(const Cidr4& subnet);

}  // namespace eni::vpc
