#include "sandbox/load_balancers/health/health_verdict.h"

#include <algorithm>

namespace eni::sandbox::load_balancers {
namespace {

/// Of checks that a good outcome ends.
constexpr Seconds kInstantInterval{1};

}  // namespace

CheckOutcome passed() { return {true}; }

CheckOutcome failed() { return {false, "Target.FailedHealthChecks", "Health checks failed"}; }

CheckOutcome timed_out() { return {false, "Target.Timeout", "Request timed out"}; }

CheckOutcome judge_status(int status, const std::vector<CodeRange>& codes) {
  const auto has = [&](const CodeRange& range) { return status >= range.first && status <= range.last; };
  if (std::ranges::any_of(codes, has)) return passed();
  return {false, "Target.ResponseCodeMismatch",
          "Health checks failed with these codes: [" + std::to_string(status) + "]"};
}

CheckPace pace_of(const HealthCheck& check, Settings::Pace pace, bool is_settled) {
  if (pace == Settings::Pace::kAws)
    return {check.interval, check.healthy_threshold, check.unhealthy_threshold};
  const auto seconds = static_cast<int>(check.interval.count());
  return {is_settled ? check.interval : std::min(check.interval, kInstantInterval), 1,
          (check.unhealthy_threshold - 1) * seconds + 1};
}

bool HealthVerdict::add(const CheckOutcome& outcome, const CheckPace& pace) {
  passes_ = outcome.passes ? passes_ + 1 : 0;
  failures_ = outcome.passes ? 0 : failures_ + 1;
  const bool was_healthy = is_healthy();
  if (outcome.passes) {
    if (was_healthy || passes_ < (verdict_ ? pace.healthy : 1)) return false;
    verdict_ = CheckedHealth{true};
    return true;
  }
  const bool is_unhealthy = verdict_ && !was_healthy;
  if (!is_unhealthy && failures_ < pace.unhealthy) return false;
  // One that stays unhealthy may be so for another reason.
  if (is_unhealthy && verdict_->reason == outcome.reason && verdict_->description == outcome.description)
    return false;
  verdict_ = CheckedHealth{false, outcome.reason, outcome.description};
  return true;
}

}  // namespace eni::sandbox::load_balancers
