#pragma once
/// Keeps the health of targets what it is to be. A target is looked at when something has happened that concerns it (a call, its
/// instance, its load balancer, its checks), when its checks are to have an outcome, and when somebody asks. Never by going round.
#include <functional>
#include <map>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

namespace eni::sandbox::elb_service {

class TargetWatch {
 public:
  /// @param on_change  told when a target of the group is another, or in another state
  TargetWatch(Environment& env, std::function<void(ElbTargetGroupNumber)> on_change)
      : env_{env},
        on_change_{std::move(on_change)},
        looks_{env, "look at a target",
               [this](ElbTargetNumber number) { return look_in_background(number); }} {}
  ~TargetWatch() { end(); }

  /// Looks at all that are in use: what happened to them while the sandbox was down nobody tells.
  void start();
  /// Forgets its timers.
  void end();

  /// Looks at the target soon, once the running call has ended.
  void consider(ElbTargetNumber target) { looks_.begin(target); }
  void consider(ElbTargetGroupNumber group);
  /// The same for one that checks tell of.
  void consider(const std::string& group, const std::string& id, std::int64_t port);
  /// EC2's instance has another state: its targets, and those at addresses of its interfaces.
  void instance_changed(std::string_view instance);

  /// Where a target is reached, as far as that is known; "" if not.
  std::string address_of(const ElbTarget& target) const;

  /// Looks at the target now. @error  EC2's
  Task<ApiResult<void>> look_at(ElbTargetNumber number);

 private:
  Task<void> look_in_background(ElbTargetNumber number);
  void look_again(ElbTargetNumber number, TimePoint when);
  void forget_timer(ElbTargetNumber number);
  void publish(const ElbTargetGroup& group, const ElbTarget& target);

  Environment& env_;
  std::function<void(ElbTargetGroupNumber)> on_change_;
  std::map<ElbTargetNumber, std::string> addresses_;
  BackgroundWork<ElbTargetNumber> looks_;
  std::map<ElbTargetNumber, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::elb_service
