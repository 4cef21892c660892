#pragma once
/// A group's policy as sandbox/scaling keeps it: with the alarms that are its own.
/// Source: Amazon EC2 Auto Scaling User Guide, "Target tracking scaling policies"; alarms that users published.
#include "sandbox/scaling/stored_policy.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Writes into the policy which alarms it has: one that is high, and one that is low unless scaling in is off. Those that it has
/// keep their names.
void name_alarms(const Call& call, const AutoScalingGroup& group, AutoScalingPart& policy);

class GroupPolicy final : public scaling::StoredPolicy {
 public:
  /// @param policy  its name
  GroupPolicy(Environment& env, AutoScalingGroup group, std::string policy)
      : env_{env}, group_{std::move(group)}, name_{std::move(policy)} {}

  std::optional<json::object> read() const override;
  void write(const json::object& document) override;
  void remove() override;
  scaling::TrackedMetric tracked(const json::object& document) const override;
  Task<ApiResult<json::object>> ask_cloudwatch(std::string operation, json::object params) override;

 private:
  Environment& env_;
  AutoScalingGroup group_;
  std::string name_;
};

}  // namespace eni::sandbox::autoscaling_service
