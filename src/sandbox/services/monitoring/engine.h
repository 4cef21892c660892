#pragma once
/// CloudWatch's living part: the evaluation of alarms.
#include "sandbox/gateway/call.h"
#include "sandbox/services/monitoring/alarms/evaluator.h"

namespace eni::sandbox::monitoring_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env) : alarms_{env} {}

  void start() override { alarms_.start(); }
  void stop() override { alarms_.end(); }

  AlarmEvaluator& alarms() { return alarms_; }

 private:
  AlarmEvaluator alarms_;
};

inline Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::monitoring_service
