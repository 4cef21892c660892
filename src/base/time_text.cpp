#include "base/time_text.h"

#include <array>
#include <charconv>
#include <concepts>
#include <utility>

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

/// A text that grows by fields of fixed width. printf would do, too; but each request has several such texts, and reading a
/// format takes ten times as long as writing the digits.
class Fields {
 public:
  Fields() { text_.reserve(kLongest); }

  Fields& put(std::string_view text) {
    text_ += text;
    return *this;
  }
  /// At least `width` digits, zeros first.
  Fields& put(std::integral auto number, std::size_t width) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const auto length = static_cast<std::size_t>(end - digits.data());
    if (length < width) text_.append(width - length, '0');
    text_.append(digits.data(), length);
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t kLongest = 32;  ///< of years with four digits
  std::string text_;
};

int year_of(const Parts& p) { return static_cast<int>(p.date.year()); }
unsigned month_of(const Parts& p) { return static_cast<unsigned>(p.date.month()); }
unsigned day_of(const Parts& p) { return static_cast<unsigned>(p.date.day()); }
int hour_of(const Parts& p) { return static_cast<int>(p.time.hours().count()); }
int minute_of(const Parts& p) { return static_cast<int>(p.time.minutes().count()); }
int second_of(const Parts& p) { return static_cast<int>(p.time.seconds().count()); }

void put_date(Fields& out, const Parts& p, std::string_view separator) {
  out.put(year_of(p), 4).put(separator).put(month_of(p), 2).put(separator).put(day_of(p), 2);
}

void put_time(Fields& out, const Parts& p, std::string_view separator) {
  out.put(hour_of(p), 2).put(separator).put(minute_of(p), 2).put(separator).put(second_of(p), 2);
}

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

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string iso8601(TimePoint time) {
  const Parts p = parts_of(time);
  Fields out;
  put_date(out, p, "-");
  put_time(out.put("T"), p, ":");
  return out.put("Z").take();
}

std::string iso8601_millis(TimePoint time) {
  const Parts p = parts_of(time);
  Fields out;
  put_date(out, p, "-");
  put_time(out.put("T"), p, ":");
  return out.put(".").put(p.time.subseconds().count(), 3).put("Z").take();
}

std::string time_of_day_millis(TimePoint time) {
  const std::chrono::hh_mm_ss<Duration> t{time - floor<days>(time)};
  Fields out;
  out.put(t.hours().count(), 2).put(":").put(t.minutes().count(), 2).put(":").put(t.seconds().count(), 2);
  return out.put(".").put(t.subseconds().count(), 3).take();
}

std::string basic_iso8601(TimePoint time) {
  const Parts p = parts_of(time);
  Fields out;
  put_date(out, p, "");
  put_time(out.put("T"), p, "");
  return out.put("Z").take();
}

std::string http_date(TimePoint time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const Parts p = parts_of(time);
  Fields out;
  out.put(kDays[p.weekday.c_encoding()]).put(", ").put(day_of(p), 2).put(" ");
  out.put(kMonths[month_of(p) - 1]).put(" ").put(year_of(p), 4).put(" ");
  put_time(out, p, ":");
  return out.put(" GMT").take();
}

std::optional<TimePoint> parse_http_date(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma != 3) return std::nullopt;
  text.remove_prefix(comma + 2);
  const auto day = take_digits(text, 2);
  if (!day || !take(text, ' ')) return std::nullopt;
  const auto* month = std::find(kMonths.begin(), kMonths.end(), text.substr(0, 3));
  if (month == kMonths.end()) return std::nullopt;
  text.remove_prefix(3);
  const auto year = take(text, ' ') ? take_digits(text, 4) : std::nullopt;
  if (!year || !take(text, ' ') || !text.ends_with(" GMT")) return std::nullopt;
  text.remove_suffix(4);
  Fields iso;
  iso.put(*year, 4).put("-").put(month - kMonths.begin() + 1, 2).put("-").put(*day, 2).put("T").put(text);
  return parse_iso8601(iso.put("Z").take());
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
