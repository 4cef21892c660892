#include "schedule/schedule.h"

#include <vector>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::schedule {
namespace {

/// What is between the parentheses of "NAME(…)"; nothing if it has another form.
std::optional<std::string_view> argument_of(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.substr(name.size()).starts_with('(') || !text.ends_with(')'))
    return std::nullopt;
  return text.substr(name.size() + 1, text.size() - name.size() - 2);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::optional<Duration> rate_of(std::string_view text) {
  const auto words = words_of(text);
  const auto count = words.size() == 2 ? parse_integer(words[0]) : std::nullopt;
  if (!count || *count <= 0) return std::nullopt;
  const std::string& unit = words[1];
  if (unit == "minute" || unit == "minutes") return std::chrono::minutes{*count};
  if (unit == "hour" || unit == "hours") return std::chrono::hours{*count};
  if (unit == "day" || unit == "days") return std::chrono::hours{24 * *count};
  return std::nullopt;
}

/// AWS counts weekdays from 1, SUN; crontab(5) from 0.
std::optional<std::string> weekdays_of(const std::string& field) {
  std::string out;
  bool is_step = false;
  for (const char c : field) {
    if (c >= '0' && c <= '9' && !is_step) {
      if (c < '1' || c > '7') return std::nullopt;
      out += static_cast<char>(c - 1);
    } else {
      is_step = c == '/';
      out += c;
    }
  }
  return out;
}

/// AWS's six fields as the five of crontab(5).
std::optional<Cron> cron_of(std::string_view text) {
  auto fields = words_of(text);
  if (fields.size() != 6 || fields[5] != "*") return std::nullopt;
  // One of the two days is not given.
  if ((fields[2] == "?") == (fields[4] == "?")) return std::nullopt;
  for (std::string& field : fields)
    if (field == "?") field = "*";
  const auto weekdays = weekdays_of(fields[4]);
  if (!weekdays) return std::nullopt;
  return Cron::parse(fields[0] + " " + fields[1] + " " + fields[2] + " " + fields[3] + " " + *weekdays);
}

}  // namespace

std::optional<Schedule> Schedule::parse(std::string_view text) {
  if (const auto at = argument_of(text, "at")) {
    const auto time = parse_iso8601(std::string(*at) + "Z");
    if (time) return Schedule{Once{*time}};
  } else if (const auto rate = argument_of(text, "rate")) {
    if (const auto every = rate_of(*rate)) return Schedule{Rate{*every}};
  } else if (const auto cron = argument_of(text, "cron")) {
    if (auto recurrence = cron_of(*cron)) return Schedule{*std::move(recurrence)};
  }
  return std::nullopt;
}

std::optional<TimePoint> Schedule::next(TimePoint time, TimePoint from) const {
  if (const auto* once = std::get_if<Once>(&when_))
    return once->at > time ? std::optional{once->at} : std::nullopt;
  if (const auto* rate = std::get_if<Rate>(&when_)) {
    if (time < from) return from;
    return from + ((time - from) / rate->every + 1) * rate->every;
  }
  return std::get<Cron>(when_).next(time);
}

}  // namespace eni::schedule
