#include "base/time_text.h"

#include <array>
#include <cstdio>

#include "base/text.h"

namespace eni {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Duration> time;
  std::chrono::weekday weekday;
};

Parts parts_of(TimePoint time) {
  const auto day = floor<days>(time);
  return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<Duration>{time - day},
          std::chrono::weekday{day}};
}

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, args...);
  return std::string(buffer.data(), static_cast<std::size_t>(length));
}

int year_of(const Parts& p) { return static_cast<int>(p.date.year()); }
unsigned month_of(const Parts& p) { return static_cast<unsigned>(p.date.month()); }
unsigned day_of(const Parts& p) { return static_cast<unsigned>(p.date.day()); }
int hour_of(const Parts& p) { return static_cast<int>(p.time.hours().count()); }
int minute_of(const Parts& p) { return static_cast<int>(p.time.minutes().count()); }
int second_of(const Parts& p) { return static_cast<int>(p.time.seconds().count()); }

/// Takes `width` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<TimePoint> compose(int year, int month, int day, int hour, int minute, int second) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return TimePoint{std::chrono::sys_days{date}} + hours{hour} + minutes{minute} + seconds{second};
}

/// The fraction after the seconds, in milliseconds; further digits are dropped.
int take_fraction(std::string_view& text) {
  int millis = 0;
  int scale = 100;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    millis += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return millis;
}

/// The zone at the end of `text`: Z or +hh:mm; the offset to subtract.
std::optional<minutes> zone_offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes{0};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  take(text, ':');
  const auto minute = take_digits(text, 2);
  if (!hour || !minute || !text.empty()) return std::nullopt;
  const minutes offset = hours{*hour} + minutes{*minute};
  return east ? offset : -offset;
}

}  // namespace

std::string iso8601(TimePoint time) {
  const Parts p = parts_of(time);
  return print("%04d-%02u-%02uT%02d:%02d:%02dZ", year_of(p), month_of(p), day_of(p), hour_of(p), minute_of(p),
               second_of(p));
}

std::string iso8601_millis(TimePoint time) {
  const Parts p = parts_of(time);
  return print("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", year_of(p), month_of(p), day_of(p), hour_of(p),
               minute_of(p), second_of(p), static_cast<int>(p.time.subseconds().count()));
}

std::string basic_iso8601(TimePoint time) {
  const Parts p = parts_of(time);
  return print("%04d%02u%02uT%02d%02d%02dZ", year_of(p), month_of(p), day_of(p), hour_of(p), minute_of(p),
               second_of(p));
}

std::string http_date(TimePoint time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Parts p = parts_of(time);
  return print("%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[p.weekday.c_encoding()], day_of(p),
               kMonths[month_of(p) - 1], year_of(p), hour_of(p), minute_of(p), second_of(p));
}

long long epoch_millis(TimePoint time) { return time.time_since_epoch().count(); }

double epoch_seconds(TimePoint time) { return static_cast<double>(epoch_millis(time)) / 1000.0; }

std::optional<TimePoint> parse_iso8601(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  if (text.empty()) return compose(*year, *month, *day, 0, 0, 0);
  if (!take(text, 'T') && !take(text, 't')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute) return std::nullopt;
  int second = 0;
  int millis = 0;
  if (take(text, ':')) {
    const auto digits = take_digits(text, 2);
    if (!digits) return std::nullopt;
    second = *digits;
    if (take(text, '.')) millis = take_fraction(text);
  }
  const auto offset = zone_offset(text);
  const auto local = compose(*year, *month, *day, *hour, *minute, second);
  if (!offset || !local) return std::nullopt;
  return *local + Duration{millis} - *offset;
}

std::optional<TimePoint> parse_basic_iso8601(std::string_view text) {
  const auto year = take_digits(text, 4);
  const auto month = take_digits(text, 2);
  const auto day = take_digits(text, 2);
  if (!year || !month || !day || !take(text, 'T')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  const auto minute = take_digits(text, 2);
  const auto second = take_digits(text, 2);
  if (!hour || !minute || !second || text != "Z") return std::nullopt;
  return compose(*year, *month, *day, *hour, *minute, *second);
}

}  // namespace eni
