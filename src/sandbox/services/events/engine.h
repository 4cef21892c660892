#pragma once
/// EventBridge's living part: takes what the sandbox's services publish, and runs rules whose time has come.
///
/// Like the events themselves, their deliveries are not kept over a restart, and a schedule's runs that a stopped sandbox missed are not
/// made up for.
#include <map>
#include <optional>
#include <tuple>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "schedule/schedule.h"

namespace eni::sandbox::events_service {

/// A rule's rate or cron expression. Nothing for what is none: times of their own ("at") are of other services.
std::optional<schedule::Schedule> rule_schedule(std::string_view expression);

class Engine final : public Component {
 public:
  explicit Engine(Environment& env);
  ~Engine() override { stop(); }

  void start() override { schedules_changed(); }
  void stop() override;
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;
  /// A rule was made, changed or deleted.
  void schedules_changed();

 private:
  /// Account, Region, name.
  using RuleKey = std::tuple<std::string, std::string, std::string>;

  Task<void> run_due();
  void begin_delivery(NamedDocument rule, json::object event);
  void set_timer();

  Environment& env_;
  std::map<RuleKey, TimePoint> next_runs_;
  std::optional<Scheduler::TimerId> timer_;
  BackgroundWork<int> running_;  ///< of all rules: one piece
};

Engine& engine_of(Environment& env);

}  // namespace eni::sandbox::events_service
