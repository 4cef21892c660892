#pragma once
/// IPv6 addresses and CIDR blocks as values.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eni::vpc {

/// The address's two halves, most significant first. A VPC's subnets are /64: `low` is an interface's part.
struct Ipv6 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Ipv6&) const = default;
};

/// Hexadecimal groups with at most one "::", or nothing. Neither zones nor embedded IPv4 addresses.
std::optional<Ipv6> parse_ipv6(std::string_view text);
/// As RFC 5952 wants it: lower case, the longest run of zero groups as "::".
std::string to_text(const Ipv6& address);

struct Cidr6 {
  Ipv6 first;      ///< bits behind the prefix are 0
  int prefix = 0;  ///< 0 to 128

  /// "2001:db8:1234:1a00::/56". Nothing if it is no block; bits behind the prefix are cleared.
  static std::optional<Cidr6> parse(std::string_view text);
  std::string text() const;
  bool contains(const Ipv6& address) const;
  bool contains(const Cidr6& other) const { return other.prefix >= prefix && contains(other.first); }
  bool overlaps(const Cidr6& other) const { return contains(other.first) || other.contains(first); }
  bool operator==(const Cidr6&) const = default;
};

/// Amazon gives a VPC a /56, and a subnet takes a /64 of it.
/// Source: Amazon VPC User Guide, "IPv6 VPC CIDR blocks".
inline constexpr int kVpcBlock6 = 56;
inline constexpr int kSubnetBlock6 = 64;

}  // namespace eni::vpc
