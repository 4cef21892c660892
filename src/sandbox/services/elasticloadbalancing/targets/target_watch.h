#pragma once
/// Keeps the health of targets what it is to be. A target is looked at when something has happened that concerns it (a call, its
/// instance, its load balancer), when its checks are to have an outcome, and when somebody asks. Never by going round.
#include <map>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

namespace eni::sandbox::elb_service {

class TargetWatch {
 public:
  explicit TargetWatch(Environment& env)
      : env_{env}, looks_{env, "look at a target", [this](ElbTargetNumber number) {
                            return look_in_background(number);
                          }} {}
  ~TargetWatch() { end(); }

  /// Looks at all that are in use: what happened to them while the sandbox was down nobody tells.
  void start();
  /// Forgets its timers.
  void end();

  /// Looks at the target soon, once the running call has ended.
  void consider(ElbTargetNumber target) { looks_.begin(target); }
  void consider(ElbTargetGroupNumber group);
  /// EC2's instance has another state: its targets, and those at addresses of its interfaces.
  void instance_changed(std::string_view instance);

  /// Looks at the target now. @error  EC2's
  Task<ApiResult<void>> look_at(ElbTargetNumber number);

 private:
  Task<void> look_in_background(ElbTargetNumber number);
  void look_again(ElbTargetNumber number, TimePoint when);
  void forget_timer(ElbTargetNumber number);
  void publish(const ElbTargetGroup& group, const ElbTarget& target);

  Environment& env_;
  BackgroundWork<ElbTargetNumber> looks_;
  std::map<ElbTargetNumber, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::elb_service
