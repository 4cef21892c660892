#pragma once
/// Acts on alarms of scaling policies and carries out scheduled actions.
///
/// CloudWatch tells of an alarm as EventBridge has it, again with each evaluation while a scaling action's alarm stays in its state.
/// What the alarm is now, and which policies it is to act on, is asked of CloudWatch.
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/scaling/alarm_state.h"
#include "sandbox/scaling/retry_clock.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env);
  ~Engine() override { stop(); }

  void start() override;
  void stop() override;
  /// Alarms that go off, and services that are steady.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;
  /// A scheduled action was made, changed or deleted.
  void schedules_changed() { set_timer(); }

 private:
  using AlarmKey = scaling::AlarmKey;
  /// Account, Region, resource id.
  using ServiceKey = std::tuple<std::string, std::string, std::string>;

  /// An alarm that a policy is to act on.
  struct Trigger {
    AlarmKey alarm;
    std::string policy_arn;
    json::object state;  ///< the alarm as DescribeAlarms shows it
  };

  void service_is_steady(const Event& event, const std::string& arn);
  Task<void> look_at_alarm(AlarmKey alarm);
  void hand_over(Trigger trigger);
  Task<void> act(Trigger trigger, std::int64_t target);
  Task<void> look_at_target(std::int64_t target);
  Task<void> settle_policies(ScalableTarget target);
  void look_again_if(bool is_refused, std::int64_t target);
  Task<void> run_schedules();
  void set_timer();

  Environment& env_;
  scaling::DecidingMetrics metrics_;
  BackgroundWork<AlarmKey> alarms_;
  BackgroundWork<std::int64_t> targets_;
  std::map<std::int64_t, std::deque<Trigger>> triggers_;  ///< by target
  std::map<std::int64_t, scaling::RetryClock> refused_;   ///< targets of which ECS has refused something
  std::map<std::int64_t, Scheduler::TimerId> retries_;
  BackgroundWork<int> schedules_;  ///< of all targets: one piece
  std::optional<Scheduler::TimerId> timer_;
  /// At the pace "instant", at which no minute repeats an alarm's action in time: by service, alarms that a deployment kept from
  /// acting.
  std::map<ServiceKey, std::set<AlarmKey>> put_off_;
};

Engine& engine_of(Environment& env);

}  // namespace eni::sandbox::application_autoscaling_service
