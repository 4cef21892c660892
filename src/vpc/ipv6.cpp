#include "vpc/ipv6.h"

#include <charconv>
#include <vector>

#include "base/text.h"

namespace eni::vpc {
namespace {

constexpr std::size_t kGroups = 8;
using Groups = std::array<std::uint16_t, kGroups>;

std::optional<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::uint16_t group = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, group, 16);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return group;
}

/// "" has no groups; anything else has one more than colons.
std::optional<std::vector<std::uint16_t>> parse_groups(std::string_view text) {
  std::vector<std::uint16_t> groups;
  if (text.empty()) return groups;
  for (const std::string& piece : split(text, ':')) {
    const auto group = parse_group(piece);
    if (!group) return std::nullopt;
    groups.push_back(*group);
  }
  return groups;
}

Ipv6 joined(const Groups& groups) {
  Ipv6 address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.high = address.high << 16 | groups[i];
    address.low = address.low << 16 | groups[i + 4];
  }
  return address;
}

Groups groups_of(const Ipv6& address) {
  Groups groups{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto shift = static_cast<int>(48 - 16 * i);
    groups[i] = static_cast<std::uint16_t>(address.high >> shift & 0xFFFF);
    groups[i + 4] = static_cast<std::uint16_t>(address.low >> shift & 0xFFFF);
  }
  return groups;
}

struct Run {
  std::size_t first = kGroups;
  std::size_t length = 0;
};

/// The longest run of zero groups, the first of equals; a single zero group stays as it is.
Run longest_zeros(const Groups& groups) {
  Run best;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t end = i;
    while (end < kGroups && groups[end] == 0) ++end;
    if (end - i > best.length) best = {i, end - i};
    if (end > i) i = end;
  }
  return best.length < 2 ? Run{} : best;
}

void append_hex(std::string& out, std::uint16_t group) {
  char text[4];
  out.append(text, std::to_chars(text, text + sizeof text, group, 16).ptr);
}

std::uint64_t mask(int bits) {
  return bits <= 0 ? 0 : bits >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - bits);
}

Ipv6 masked(const Ipv6& address, int prefix) {
  return {address.high & mask(prefix), address.low & mask(prefix - 64)};
}

}  // namespace

std::optional<Ipv6> parse_ipv6(std::string_view text) {
  const auto gap = text.find("::");
  const bool shortened = gap != std::string_view::npos;
  const auto front = parse_groups(text.substr(0, gap));
  const auto back = parse_groups(shortened ? text.substr(gap + 2) : "");
  if (!front || !back) return std::nullopt;
  const std::size_t given = front->size() + back->size();
  if (shortened ? given >= kGroups : given != kGroups) return std::nullopt;
  Groups groups{};
  for (std::size_t i = 0; i < front->size(); ++i) groups[i] = (*front)[i];
  for (std::size_t i = 0; i < back->size(); ++i) groups[kGroups - back->size() + i] = (*back)[i];
  return joined(groups);
}

std::string to_text(const Ipv6& address) {
  const Groups groups = groups_of(address);
  const Run zeros = longest_zeros(groups);
  std::string out;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == zeros.first) {
      out.append("::");
      i += zeros.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out.push_back(':');
    append_hex(out, groups[i]);
  }
  return out;
}

std::optional<Cidr6> Cidr6::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_ipv6(text.substr(0, slash));
  const auto prefix = parse_integer(text.substr(slash + 1));
  if (!address || !prefix || *prefix < 0 || *prefix > 128) return std::nullopt;
  const auto bits = static_cast<int>(*prefix);
  return Cidr6{masked(*address, bits), bits};
}

std::string Cidr6::text() const { return to_text(first) + "/" + std::to_string(prefix); }

bool Cidr6::contains(const Ipv6& address) const { return masked(address, prefix) == first; }

}  // namespace eni::vpc
