#include "sandbox/task_engine/endpoints/vpc_names.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "vpc/names.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::string_view kReverse4 = ".in-addr.arpa";
constexpr std::string_view kReverse6 = ".ip6.arpa";
constexpr std::size_t kNibbles = 32;

bool consume_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

std::uint64_t nibble(const vpc::Ipv6& address, std::size_t from_the_right) {
  const std::uint64_t half = from_the_right < kNibbles / 2 ? address.low : address.high;
  return half >> from_the_right % (kNibbles / 2) * 4 & 0xf;
}

}  // namespace

std::optional<vpc::Ipv4> private_name_address(std::string_view name, std::string_view region) {
  if (!consume_suffix(name, "." + vpc::private_domain(region)) || !name.starts_with("ip-"))
    return std::nullopt;
  name.remove_prefix(3);
  if (name.find('.') != std::string_view::npos) return std::nullopt;
  return vpc::parse_ipv4(replace_all(name, "-", "."));
}

std::string reverse_name(vpc::Ipv4 address) {
  std::vector<std::string> parts = split(vpc::to_text(address), '.');
  std::reverse(parts.begin(), parts.end());
  return join(parts, ".") + std::string(kReverse4);
}

std::string reverse_name(const vpc::Ipv6& address) {
  std::string name;
  for (std::size_t at = 0; at < kNibbles; ++at) {
    if (at > 0) name += '.';
    name += "0123456789abcdef"[nibble(address, at)];
  }
  return name + std::string(kReverse6);
}

std::optional<vpc::Ipv4> reverse_address(std::string_view name) {
  if (!consume_suffix(name, kReverse4)) return std::nullopt;
  std::vector<std::string> parts = split(name, '.');
  std::reverse(parts.begin(), parts.end());
  return vpc::parse_ipv4(join(parts, "."));
}

std::optional<vpc::Ipv6> reverse_address6(std::string_view name) {
  if (!consume_suffix(name, kReverse6) || name.size() != 2 * kNibbles - 1) return std::nullopt;
  std::string text;
  for (std::size_t at = 0; at < kNibbles; ++at) {
    text += name[name.size() - 1 - 2 * at];
    if (at % 4 == 3 && at + 1 < kNibbles) text += ':';
  }
  const auto address = vpc::parse_ipv6(text);
  // Only a name of nibbles and dots comes back as it was.
  return address && reverse_name(*address) == std::string(name) + std::string(kReverse6) ? address
                                                                                         : std::nullopt;
}

}  // namespace eni::sandbox::task_engine::endpoints
