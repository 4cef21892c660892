#pragma once
/// A target's policy as sandbox/scaling keeps it: with the alarms that are its own.
#include "sandbox/scaling/stored_policy.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// Writes into the policy which alarms it has. Those that it has keep their names.
void name_alarms(const Call& call, const ScalableTarget& target, ScalingPart& policy);

class TargetPolicy final : public scaling::StoredPolicy {
 public:
  /// @param policy  whose it is, its name and when it was made: its document is read when it is needed
  TargetPolicy(Environment& env, ScalableTarget target, ScalingPart policy)
      : env_{env}, target_{std::move(target)}, policy_{std::move(policy)} {}

  std::optional<json::object> read() const override;
  void write(const json::object& document) override;
  void remove() override;
  scaling::TrackedMetric tracked(const json::object& document) const override;
  Task<ApiResult<json::object>> ask_cloudwatch(std::string operation, json::object params) override;

 private:
  Environment& env_;
  ScalableTarget target_;
  ScalingPart policy_;
};

}  // namespace eni::sandbox::application_autoscaling_service
