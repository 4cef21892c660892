#include "vpc/mac.h"

#include <charconv>

#include "base/text.h"

namespace eni::vpc {

std::optional<Mac> parse_mac(std::string_view text) {
  const auto pieces = split(text, ':');
  Mac mac{};
  if (pieces.size() != mac.size()) return std::nullopt;
  for (std::size_t at = 0; at < mac.size(); ++at) {
    const std::string& piece = pieces[at];
    const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), mac[at], 16);
    if (piece.size() != 2 || error != std::errc{} || end != piece.data() + piece.size()) return std::nullopt;
  }
  return mac;
}

std::string to_text(const Mac& mac) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : mac) {
    if (!text.empty()) text.push_back(':');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace eni::vpc
