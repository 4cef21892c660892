#include "vpc/ipv4.h"

#include "base/text.h"

namespace eni::vpc {
namespace {

/// Decimal digits only, no leading zero.
std::optional<int> parse_number(std::string_view text, int max) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  const auto number = parse_integer(text);
  if (!number || *number < 0 || *number > max) return std::nullopt;
  return static_cast<int>(*number);
}

Ipv4 mask(int prefix) { return prefix == 0 ? 0 : ~Ipv4{0} << (32 - prefix); }

}  // namespace

std::optional<Ipv4> parse_ipv4(std::string_view text) {
  const auto pieces = split(text, '.');
  if (pieces.size() != 4) return std::nullopt;
  Ipv4 address = 0;
  for (const std::string& piece : pieces) {
    const auto number = parse_number(piece, 255);
    if (!number) return std::nullopt;
    address = address << 8 | static_cast<Ipv4>(*number);
  }
  return address;
}

std::string to_text(Ipv4 address) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) {
    if (!out.empty()) out.push_back('.');
    out.append(std::to_string(address >> shift & 0xFF));
  }
  return out;
}

std::optional<Cidr4> Cidr4::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_ipv4(text.substr(0, slash));
  const auto prefix = parse_number(text.substr(slash + 1), 32);
  if (!address || !prefix) return std::nullopt;
  return Cidr4{*address & mask(*prefix), *prefix};
}

std::string Cidr4::text() const { return to_text(first) + "/" + std::to_string(prefix); }

Ipv4Range usable_addresses(const Cidr4& subnet) {
  return {subnet.first + kReservedAtStart, subnet.last() - kReservedAtEnd};
}

}  // namespace eni::vpc
