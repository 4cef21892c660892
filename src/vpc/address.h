#pragma once
/// Addresses and CIDR blocks of either family as values, for who treats both alike.
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::vpc {

enum class Family { kIpv4, kIpv6 };

/// Whoever has an address of one family has one of both.
class Address {
 public:
  Address() = default;  ///< 0.0.0.0
  Address(Ipv4 address);
  Address(const Ipv6& address);
  /// "10.0.1.20" or "2001:db8::1". Nothing for all else.
  static std::optional<Address> parse(std::string_view text);

  Family family() const { return family_; }
  /// As packets carry it: 4 or 16 bytes, the most significant first. Valid as long as this.
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), family_ == Family::kIpv4 ? 4U : 16U};
  }
  /// @param bytes  4 or 16, as bytes() has them
  static Address of_bytes(std::string_view bytes);
  std::string text() const;
  auto operator<=>(const Address&) const = default;

 private:
  Family family_ = Family::kIpv4;
  std::array<std::uint8_t, 16> bytes_{};
};

struct Cidr {
  Address first;   ///< bits behind the prefix are 0
  int prefix = 0;  ///< 0 to 32 or 128

  Cidr() = default;  ///< 0.0.0.0/0
  Cidr(const Cidr4& block) : first{block.first}, prefix{block.prefix} {}
  Cidr(const Cidr6& block) : first{block.first}, prefix{block.prefix} {}
  /// One address.
  explicit Cidr(const Address& address)
      : first{address}, prefix{static_cast<int>(address.bytes().size() * 8)} {}
  /// "10.0.0.0/16" or "2001:db8::/56", as Cidr4 and Cidr6 have them.
  static std::optional<Cidr> parse(std::string_view text);

  Family family() const { return first.family(); }
  Address last() const;
  bool contains(const Address& address) const {
    return address.family() == family() && address >= first && address <= last();
  }
  std::string text() const { return first.text() + "/" + std::to_string(prefix); }
  bool operator==(const Cidr&) const = default;
};

/// All addresses of a family.
inline Cidr everything(Family family) { return family == Family::kIpv4 ? Cidr{Cidr4{}} : Cidr{Cidr6{}}; }

/// The router of a subnet has its second address. Source: Amazon VPC User Guide, "Subnet sizing".
Address gateway_of(const Cidr& subnet);

}  // namespace eni::vpc
