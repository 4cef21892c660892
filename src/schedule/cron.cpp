#include "schedule/cron.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace eni::schedule {
namespace {

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
  unsigned min;
  unsigned max;
  std::span<const std::string_view> names;  ///< of `min` and what follows
};

std::optional<unsigned> value_of(std::string_view text, const Field& field) {
  const std::string word = to_lower(text);
  const auto name = std::ranges::find(field.names, word);
  if (name != field.names.end()) return field.min + static_cast<unsigned>(name - field.names.begin());
  const auto number = parse_integer(text);
  if (!number || *number < field.min || *number > field.max) return std::nullopt;
  return static_cast<unsigned>(*number);
}

/// One element of a list: "*", "5", "1-5", each with "/2" behind it.
template <std::size_t N>
bool add_element(std::string_view text, const Field& field, std::bitset<N>& set) {
  unsigned step = 1;
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto given = parse_integer(text.substr(slash + 1));
    if (!given || *given < 1 || *given > field.max) return false;
    step = static_cast<unsigned>(*given);
    text = text.substr(0, slash);
  }
  unsigned from = field.min;
  unsigned to = field.max;
  if (text != "*") {
    const auto dash = text.find('-');
    const auto first = value_of(text.substr(0, dash), field);
    if (!first) return false;
    from = *first;
    to = slash == std::string_view::npos ? from : field.max;
    if (dash != std::string_view::npos) {
      const auto last = value_of(text.substr(dash + 1), field);
      if (!last || *last < from) return false;
      to = *last;
    }
  }
  for (unsigned value = from; value <= to; value += step) set.set(value);
  return true;
}

template <std::size_t N>
bool read_field(std::string_view text, const Field& field, std::bitset<N>& set) {
  for (const std::string& element : split(text, ','))
    if (!add_element(element, field, set)) return false;
  return true;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
  std::vector<std::string> fields = split(trim(text), ' ');
  std::erase_if(fields, [](const std::string& field) { return field.empty(); });
  if (fields.size() != 5) return std::nullopt;
  Cron cron;
  const bool is_read = read_field(fields[0], {0, 59, {}}, cron.minutes_) &&
                       read_field(fields[1], {0, 23, {}}, cron.hours_) &&
                       read_field(fields[2], {1, 31, {}}, cron.days_) &&
                       read_field(fields[3], {1, 12, kMonths}, cron.months_) &&
                       read_field(fields[4], {0, 7, kWeekdays}, cron.weekdays_);
  if (!is_read) return std::nullopt;
  if (cron.weekdays_.test(7)) cron.weekdays_.set(0);
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');
  return cron;
}

/// Where both kinds of days are restricted, either will do.
bool Cron::is_on_day(unsigned month, unsigned day, unsigned weekday) const {
  if (!months_.test(month)) return false;
  if (any_day_ || any_weekday_) return days_.test(day) && weekdays_.test(weekday);
  return days_.test(day) || weekdays_.test(weekday);
}

std::optional<TimePoint> Cron::next(TimePoint time) const {
  using namespace std::chrono;
  constexpr int kDays = 8 * 366;
  const auto first = floor<minutes>(time) + minutes{1};
  const sys_days today = floor<days>(first);
  for (int ahead = 0; ahead < kDays; ++ahead) {
    const sys_days date = today + days{ahead};
    const year_month_day calendar{date};
    if (!is_on_day(static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                   weekday{date}.c_encoding()))
      continue;
    for (unsigned hour = 0; hour < 24; ++hour) {
      if (!hours_.test(hour)) continue;
      for (unsigned minute = 0; minute < 60; ++minute) {
        const auto at = date + hours{hour} + minutes{minute};
        if (minutes_.test(minute) && at >= first) return time_point_cast<Duration>(at);
      }
    }
  }
  return std::nullopt;
}

}  // namespace eni::schedule
