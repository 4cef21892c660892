#pragma once
/// CloudWatch's living part: the evaluation of alarms.
#include "sandbox/gateway/call.h"
#include "sandbox/services/monitoring/alarms/evaluator.h"

namespace eni::sandbox::monitoring_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env) : env_{env}, alarms_{env} {}

  void start() override { alarms_.start(); }
  void stop() override { alarms_.end(); }
  /// Alarms that have changed their state: their topics are told.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  AlarmEvaluator& alarms() { return alarms_; }

 private:
  Environment& env_;
  AlarmEvaluator alarms_;
};

inline Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::monitoring_service
