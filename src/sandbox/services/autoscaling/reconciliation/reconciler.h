#pragma once
/// Makes groups what they are to be: as many instances as desired, healthy ones, in the right zones.
///
/// A group is looked at when something has happened that concerns it: a call, an event of an instance, a time that was waited for.
/// Never by going round: a group at rest costs nothing. Where it stands is in the store; so a look after a restart goes on.
///
/// A group that EC2 refuses (its service-linked role is missing, say) is looked at again after pauses that grow, for a day; then
/// with the next event.
#include <functional>
#include <map>
#include <set>
#include <string>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/scaling/retry_clock.h"
#include "sandbox/services/autoscaling/reconciliation/ec2_instances.h"

namespace eni::sandbox::autoscaling_service {

class Reconciler {
 public:
  /// @param looked_at  hears of each look at a group, after it
  Reconciler(Environment& env, std::function<void(std::int64_t)> looked_at)
      : env_{env},
        looked_at_{std::move(looked_at)},
        looks_{env, "look at an Auto Scaling group", [this](std::int64_t group) { return look_at(group); }} {}
  ~Reconciler() { end(); }

  /// Takes up all groups: what became of their instances meanwhile was told to nobody.
  void start();
  /// Forgets its timers.
  void end();

  /// Looks at the group soon, once the running call has ended.
  void consider(std::int64_t group) { looks_.begin(group); }
  /// The same, and asks EC2 what has become of the instance.
  void observe(std::int64_t group, const std::string& instance);

 private:
  Task<void> look_at(std::int64_t group);
  Task<EndedAll> step(std::int64_t group);
  Task<EndedAll> observe_changed(std::int64_t group);
  void note_refusal(std::int64_t group, EndedAll ended);
  void set_timer(std::int64_t group);

  Environment& env_;
  std::function<void(std::int64_t)> looked_at_;
  BackgroundWork<std::int64_t> looks_;
  std::map<std::int64_t, std::set<std::string>> changed_;  ///< instances that EC2 has told of, by group
  std::map<std::int64_t, scaling::RetryClock> refused_;    ///< groups of which EC2 has refused something
  std::map<std::int64_t, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::autoscaling_service
