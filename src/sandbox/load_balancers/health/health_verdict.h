#pragma once
/// What the checks of a target amount to.
/// Source: Application Load Balancers User Guide, "Health checks for Application Load Balancer target groups": a target that was just
/// registered needs one good check; later HealthyThresholdCount good ones in a row make it healthy, UnhealthyThresholdCount bad ones
/// unhealthy.
#include <optional>
#include <string>

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

struct CheckOutcome {
  bool passes = false;
  std::string reason = {};       ///< "Target.Timeout"; "" if it passes
  std::string description = {};  ///< in Elastic Load Balancing's words
};

CheckOutcome passed();
CheckOutcome failed();     ///< nobody answers, or not by HTTP
CheckOutcome timed_out();  ///< connected, or about to be, and no answer within the timeout
/// By the status of the answer.
CheckOutcome judge_status(int status, const std::vector<CodeRange>& codes);

/// How often it is checked, and how many checks decide. With the pace "instant" good checks are not waited for, and one suffices;
/// bad ones take as long as on AWS, for programs need their time to start whatever the pace.
struct CheckPace {
  Seconds interval;
  int healthy;
  int unhealthy;
};
/// @param is_settled  it is healthy, and the last check was good
CheckPace pace_of(const HealthCheck& check, Settings::Pace pace, bool is_settled);

class HealthVerdict {
 public:
  /// @return  whether the verdict is another one now
  bool add(const CheckOutcome& outcome, const CheckPace& pace);
  /// Nothing while it is not decided.
  const std::optional<CheckedHealth>& get() const { return verdict_; }
  bool is_healthy() const { return verdict_ && verdict_->is_healthy; }

 private:
  std::optional<CheckedHealth> verdict_;
  int passes_ = 0;  ///< in a row
  int failures_ = 0;
};

}  // namespace eni::sandbox::load_balancers
