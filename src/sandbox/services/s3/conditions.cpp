#include "sandbox/services/s3/conditions.h"

#include <array>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "*", or a list of ETags with quotes or without.
bool names(std::string_view header, std::string_view etag) {
  for (const std::string& piece : split(header, ',')) {
    std::string_view one = trim(piece);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one.size() > 1 && one.front() == '"' && one.back() == '"') one = one.substr(1, one.size() - 2);
    if (one == "*" || one == etag) return true;
  }
  return false;
}

}  // namespace

std::optional<TimePoint> parse_http_date(std::string_view text) {
  const auto pieces = split(trim(text), ' ');
  if (pieces.size() != 6 || pieces[5] != "GMT") return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), pieces[2]);
  if (month == kMonths.end()) return std::nullopt;
  const std::string number = std::to_string(month - kMonths.begin() + 1);
  return parse_iso8601(pieces[3] + (number.size() == 1 ? "-0" : "-") + number + "-" + pieces[1] + "T" +
                       pieces[4] + "Z");
}

Outcome evaluate(const Conditions& conditions, std::string_view etag, TimePoint last_modified,
                 TimePoint now) {
  const TimePoint modified = std::chrono::floor<std::chrono::seconds>(last_modified);
  if (!conditions.if_match.empty()) {
    if (!names(conditions.if_match, etag)) return Outcome::kFailed;
  } else if (const auto since = parse_http_date(conditions.if_unmodified_since); since && modified > *since) {
    return Outcome::kFailed;
  }
  if (!conditions.if_none_match.empty())
    return names(conditions.if_none_match, etag) ? Outcome::kNotModified : Outcome::kProceed;
  const auto since = parse_http_date(conditions.if_modified_since);
  return since && *since <= now && modified <= *since ? Outcome::kNotModified : Outcome::kProceed;
}

}  // namespace eni::sandbox::s3_service
