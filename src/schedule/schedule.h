#pragma once
/// When scheduled actions run: "at(2026-03-01T10:00:00)", "rate(5 minutes)", "cron(0 10 * * ? *)", in UTC. Pure.
/// Source: Application Auto Scaling User Guide, "Scheduled scaling", "Schedule recurring scaling actions using cron expressions".
#include <optional>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "schedule/cron.h"

namespace eni::schedule {

class Schedule {
 public:
  /// @return  nothing if it is none, or has what the sandbox does not read: years other than *, L, W, #
  static std::optional<Schedule> parse(std::string_view text);

  /// The first run after `time`; nothing if there is none.
  /// @param from  when rates begin to count
  std::optional<TimePoint> next(TimePoint time, TimePoint from) const;

 private:
  struct Once {
    TimePoint at;
  };
  struct Rate {
    Duration every;
  };
  std::variant<Once, Rate, Cron> when_;

  explicit Schedule(std::variant<Once, Rate, Cron> when) : when_{std::move(when)} {}
};

}  // namespace eni::schedule
