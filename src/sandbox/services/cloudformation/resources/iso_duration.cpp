#include "sandbox/services/cloudformation/resources/iso_duration.h"

#include <cctype>

namespace eni::sandbox::cloudformation {
namespace {

constexpr int kMaxDigits = 6;

/// Digits and the unit after them, taken off `text`. Nothing if there are none.
std::optional<long> take_part(std::string_view& text, char unit) {
  std::size_t digits = 0;
  long value = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) {
    value = value * 10 + (text[digits] - '0');
    if (++digits > kMaxDigits) return std::nullopt;
  }
  if (digits == 0 || digits == text.size() || text[digits] != unit) return std::nullopt;
  text.remove_prefix(digits + 1);
  return value;
}

}  // namespace

std::optional<Duration> parse_iso_duration(std::string_view text) {
  if (!text.starts_with("PT") || text.size() < 4) return std::nullopt;
  text.remove_prefix(2);
  const std::chrono::hours hours{take_part(text, 'H').value_or(0)};
  const std::chrono::minutes minutes{take_part(text, 'M').value_or(0)};
  const std::chrono::seconds seconds{take_part(text, 'S').value_or(0)};
  if (!text.empty()) return std::nullopt;
  return Duration{hours + minutes + seconds};
}

}  // namespace eni::sandbox::cloudformation
