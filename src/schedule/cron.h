#pragma once
/// Recurrences of scheduled actions: cron's five fields, in UTC. Pure.
/// Source: Amazon EC2 Auto Scaling User Guide, "Recurring schedules"; crontab(5).
#include <bitset>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace eni::schedule {

class Cron {
 public:
  /// "30 0 1 1,6,12 *": minute, hour, day of month, month, day of week, with lists, ranges, steps and English names.
  /// @return  nothing if it is none
  static std::optional<Cron> parse(std::string_view text);

  /// The first time after `time`; nothing if there is none within eight years (30 February).
  std::optional<TimePoint> next(TimePoint time) const;

 private:
  Cron() = default;
  bool is_on_day(unsigned month, unsigned day, unsigned weekday) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<8> weekdays_;  ///< Sunday is 0
  bool any_day_ = true;
  bool any_weekday_ = true;
};

}  // namespace eni::schedule
