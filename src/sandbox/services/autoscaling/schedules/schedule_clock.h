#pragma once
/// Carries scheduled actions out when they are due: one timer for all groups.
#include <functional>
#include <optional>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

class ScheduleClock {
 public:
  /// @param consider  has a group looked at
  ScheduleClock(Environment& env, std::function<void(std::int64_t)> consider)
      : env_{env}, consider_{std::move(consider)}, works_{env, "scheduled actions", [this](int) {
                                                            return run_due();
                                                          }} {}
  ~ScheduleClock() { end(); }

  void start() { set_timer(); }
  void end();
  /// An action was made, changed or deleted.
  void changed() { set_timer(); }

 private:
  void set_timer();
  Task<void> run_due();

  Environment& env_;
  std::function<void(std::int64_t)> consider_;
  BackgroundWork<int> works_;  ///< of all groups: one piece
  std::optional<Scheduler::TimerId> timer_;
};

}  // namespace eni::sandbox::autoscaling_service
