#pragma once
/// Auto Scaling's living part: groups that are made what they are to be, scheduled actions, policies whose alarms go off, metrics.
/// What it has in memory is rebuilt from the store.
#include "sandbox/gateway/call.h"
#include "sandbox/services/autoscaling/groups/group_metrics.h"
#include "sandbox/services/autoscaling/policies/policy_engine.h"
#include "sandbox/services/autoscaling/reconciliation/reconciler.h"
#include "sandbox/services/autoscaling/schedules/schedule_clock.h"

namespace eni::sandbox::autoscaling_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env);

  void start() override;
  void stop() override;
  /// Instances that EC2 starts, stops or terminates, and alarms of policies.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  /// Looks at the group soon, once the running call has ended.
  void consider(std::int64_t group) { reconciler_.consider(group); }
  void observe(std::int64_t group, const std::string& instance) { reconciler_.observe(group, instance); }
  ScheduleClock& schedules() { return schedules_; }
  PolicyEngine& policies() { return policies_; }
  GroupMetrics& metrics() { return metrics_; }

 private:
  Environment& env_;
  Reconciler reconciler_;
  ScheduleClock schedules_;
  PolicyEngine policies_;
  GroupMetrics metrics_;
};

Engine& engine_of(Environment& env);

}  // namespace eni::sandbox::autoscaling_service
