#include "iam/legacy_parsing.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace eni::iam {
namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_within(std::string_view text, std::int64_t min, std::int64_t max) {
  const auto number = number_of(text);
  return number && *number >= min && *number <= max;
}

/// YEAR, YEAR-MONTH or YEAR-MONTH-DAY. The years are those of a Java date.
bool is_day(std::string_view text) {
  const bool before_christ = text.starts_with('-');
  std::vector<std::string> parts = split(before_christ ? text.substr(1) : text, '-');
  if (before_christ) parts[0].insert(0, "-");
  if (parts.size() > 3 || !is_within(parts[0], -292'275'054, 292'278'993)) return false;
  if (parts.size() > 1 && !is_within(parts[1], 1, 12)) return false;
  return parts.size() < 3 || is_within(parts[2], 1, 31);
}

/// "+HH" or "+HH:MM", without its sign.
bool is_zone(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view hours = text.substr(0, colon);
  if (hours.size() != 2 || !is_within(hours, 0, 23)) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view minutes = text.substr(colon + 1);
  return minutes.size() == 2 && is_within(minutes, 0, 59);
}

bool are_seconds(std::string_view text) {
  const std::size_t point = text.find('.');
  if (!is_within(text.substr(0, point), 0, 59)) return false;
  return point == std::string_view::npos || is_within(text.substr(point + 1), 0, 999'999'999);
}

/// Nothing, or HH[:MM[:SS[.FRACTION]]] with a zone.
bool is_time(std::string_view text) {
  if (text.ends_with('z')) text.remove_suffix(1);
  const std::size_t sign = text.find_first_of("+-");
  if (sign != std::string_view::npos) {
    if (!is_zone(text.substr(sign + 1))) return false;
    text = text.substr(0, sign);
  }
  if (text.empty()) return true;
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() > 3 || !is_within(parts[0], 0, 23)) return false;
  if (parts.size() > 1 && !is_within(parts[1], 0, 59)) return false;
  return parts.size() < 3 || are_seconds(parts[2]);
}

}  // namespace

bool is_legacy_date(std::string_view text) {
  if (text.find("${") != std::string_view::npos) return true;
  const std::string lower = to_lower(text);
  const std::string_view date{lower};
  const std::size_t t = date.find('t');
  if (t == std::string_view::npos && date.find('-') == std::string_view::npos)
    return number_of(date).value_or(-1) >= 0;
  return is_day(date.substr(0, t)) && (t == std::string_view::npos || is_time(date.substr(t + 1)));
}

std::vector<std::string> resource_fields(std::string_view resource) {
  std::vector<std::string> fields(1);
  bool in_variable = false;
  for (std::size_t at = 0; at < resource.size(); ++at) {
    if (resource.substr(at, 2) == "${") in_variable = true;
    if (resource[at] == '}') in_variable = false;
    if (resource[at] == ':' && !in_variable) {
      fields.emplace_back();
    } else {
      fields.back() += resource[at];
    }
  }
  return fields;
}

bool is_legacy_resource(const std::vector<std::string>& fields) {
  if (fields.size() > 2 && fields[2].empty()) return false;
  if (fields.size() >= 6) return true;
  for (std::size_t at = 1; at + 1 < fields.size(); ++at)
    if (fields[at].empty()) return false;
  return true;
}

}  // namespace eni::iam
