#pragma once
/// The metrics of groups that have them enabled, once a minute; at the pace "instant" also when something has changed.
/// Source: Amazon EC2 Auto Scaling User Guide, "Amazon CloudWatch metrics for Amazon EC2 Auto Scaling".
#include <array>
#include <string_view>

#include "base/minute_timer.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

inline constexpr std::array<std::string_view, 8> kGroupMetrics = {
    "GroupMinSize",          "GroupMaxSize",          "GroupDesiredCapacity",      "GroupInServiceInstances",
    "GroupPendingInstances", "GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances"};

class GroupMetrics {
 public:
  explicit GroupMetrics(Environment& env)
      : env_{env},
        minutes_{env.scheduler, MinuteTimer::kMiddle, [this] { minute_began(); }},
        publishing_{env, "metrics of an Auto Scaling group",
                    [this](std::int64_t group) { return publish(group); }} {}

  void start();
  /// Forgets its timer.
  void end() { minutes_.stop(); }
  /// A group has them enabled.
  void enabled(std::int64_t group);
  /// Its instances or its sizes may be others.
  void group_looked_at(std::int64_t group);

 private:
  void minute_began();
  Task<void> publish(std::int64_t group);

  Environment& env_;
  MinuteTimer minutes_;
  BackgroundWork<std::int64_t> publishing_;
};

}  // namespace eni::sandbox::autoscaling_service
