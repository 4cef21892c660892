#include "vpc/address.h"

#include <algorithm>

namespace eni::vpc {
namespace {

/// The most significant first.
void put_number(std::uint64_t number, std::uint8_t* to, std::size_t size) {
  for (std::size_t at = size; at-- > 0; number >>= 8) to[at] = static_cast<std::uint8_t>(number);
}

std::uint64_t number_of(const std::uint8_t* from, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < size; ++at) number = number << 8 | from[at];
  return number;
}

}  // namespace

Address::Address(Ipv4 address) { put_number(address, bytes_.data(), sizeof address); }

Address::Address(const Ipv6& address) : family_{Family::kIpv6} {
  put_number(address.high, bytes_.data(), sizeof address.high);
  put_number(address.low, bytes_.data() + sizeof address.high, sizeof address.low);
}

std::optional<Address> Address::parse(std::string_view text) {
  if (const auto ipv4 = parse_ipv4(text)) return Address{*ipv4};
  if (const auto ipv6 = parse_ipv6(text)) return Address{*ipv6};
  return std::nullopt;
}

Address Address::of_bytes(std::string_view bytes) {
  Address address;
  address.family_ = bytes.size() == 4 ? Family::kIpv4 : Family::kIpv6;
  std::copy_n(bytes.begin(), std::min(bytes.size(), address.bytes_.size()), address.bytes_.begin());
  return address;
}

std::string Address::text() const {
  const std::uint8_t* const bytes = bytes_.data();
  if (family_ == Family::kIpv4) return to_text(static_cast<Ipv4>(number_of(bytes, 4)));
  return to_text(Ipv6{number_of(bytes, 8), number_of(bytes + 8, 8)});
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  if (const auto block = Cidr4::parse(text)) return Cidr{*block};
  if (const auto block = Cidr6::parse(text)) return Cidr{*block};
  return std::nullopt;
}

Address Cidr::last() const {
  std::string bytes{first.bytes()};
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const int fixed = std::clamp(prefix - static_cast<int>(at) * 8, 0, 8);
    bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) | 0xFFU >> fixed);
  }
  return Address::of_bytes(bytes);
}

Address gateway_of(const Cidr& subnet) {
  std::string bytes{subnet.first.bytes()};
  // A subnet has more than one address, so that its first is even.
  bytes.back() = static_cast<char>(bytes.back() | 1);
  return Address::of_bytes(bytes);
}

}  // namespace eni::vpc
