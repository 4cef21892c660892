#pragma once
/// Conditional requests: If-Match and its kin, pure. Source: RFC 7232 section 6 as S3 applies it.
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace eni::sandbox::s3_service {

/// Values of the headers; "" for one that is absent.
struct Conditions {
  std::string_view if_match = {};
  std::string_view if_none_match = {};
  std::string_view if_modified_since = {};
  std::string_view if_unmodified_since = {};
};

enum class Outcome { kProceed, kNotModified, kFailed };

/// @param etag           without quotes
/// @param last_modified  compared by the second
/// @param now            If-Modified-Since of a later time is no condition (RFC 7232, section 3.3)
Outcome evaluate(const Conditions& conditions, std::string_view etag, TimePoint last_modified, TimePoint now);

/// "Sun, 30 Aug 2015 12:36:00 GMT"; nothing if it is none.
std::optional<TimePoint> parse_http_date(std::string_view text);

}  // namespace eni::sandbox::s3_service
