#pragma once
/// Points in time as the AWS protocols write them. UTC always.
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace eni {

std::string iso8601(TimePoint time);             ///< 2015-08-30T12:36:00Z
std::string iso8601_millis(TimePoint time);      ///< 2015-08-30T12:36:00.123Z
std::string time_of_day_millis(TimePoint time);  ///< 12:36:00.123
std::string basic_iso8601(TimePoint time);       ///< 20150830T123600Z, as in X-Amz-Date
std::string http_date(TimePoint time);           ///< Sun, 30 Aug 2015 12:36:00 GMT
double epoch_seconds(TimePoint time);  ///< with milliseconds as the fraction, as AWS JSON writes timestamps
long long epoch_millis(TimePoint time);

/// Reads `2015-08-30`, `2015-08-30T12:36Z`, `2015-08-30T12:36:00Z` with or without a fraction, and with an
/// offset (`+02:00`) in place of the Z. Nothing if it is none of these or not a date of the calendar.
std::optional<TimePoint> parse_iso8601(std::string_view text);
/// Reads Sun, 30 Aug 2015 12:36:00 GMT, as the header Date has it.
std::optional<TimePoint> parse_http_date(std::string_view text);
/// Reads 20150830T123600Z.
std::optional<TimePoint> parse_basic_iso8601(std::string_view text);

}  // namespace eni
