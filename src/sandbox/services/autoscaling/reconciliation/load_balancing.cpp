#include "sandbox/services/autoscaling/reconciliation/load_balancing.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/autoscaling/calls.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kDelay = "deregistration_delay.timeout_seconds";

json::object target_params(const std::string& target_group, const std::string& instance_id) {
  json::object target{{"Id", instance_id}};
  json::array targets;
  targets.push_back(std::move(target));
  json::object params{{"TargetGroupArn", target_group}};
  params["Targets"] = std::move(targets);
  return params;
}

Task<bool> change_target(Environment& env, AutoScalingGroup group, std::string operation,
                         std::string target_group, std::string instance_id) {
  auto call =
      call_as_group(env, group, "elasticloadbalancing", operation, target_params(target_group, instance_id));
  const auto reply = co_await std::move(call);
  if (reply.has_error()) {
    env.log.warn("an Auto Scaling group's load balancer call failed", {{"group", group.name},
                                                                       {"operation", operation},
                                                                       {"target_group", target_group},
                                                                       {"error", reply.error().message}});
  }
  co_return reply.has_value();
}

Task<Duration> delay_of(Environment& env, AutoScalingGroup group, std::string target_group) {
  json::object params{{"TargetGroupArn", target_group}};
  auto call = call_as_group(env, std::move(group), "elasticloadbalancing", "DescribeTargetGroupAttributes",
                            std::move(params));
  const auto reply = co_await std::move(call);
  if (reply.has_error() || env.settings.pace == Settings::Pace::kInstant) co_return Duration{0};
  for (const json::value& attribute : array_at(*reply, "Attributes")) {
    if (text_at(attribute, "Key") != kDelay) continue;
    co_return std::chrono::seconds{parse_integer(text_at(attribute, "Value")).value_or(0)};
  }
  co_return Duration{0};
}

}  // namespace

Task<void> register_targets(Environment& env, AutoScalingGroup group, std::string instance_id) {
  for (const std::string& target_group : texts_at(group.document, "TargetGroupARNs")) {
    auto changing = change_target(env, group, "RegisterTargets", target_group, instance_id);
    static_cast<void>(co_await std::move(changing));
  }
}

Task<Duration> deregister_targets(Environment& env, AutoScalingGroup group, std::string instance_id) {
  Duration longest{0};
  for (const std::string& target_group : texts_at(group.document, "TargetGroupARNs")) {
    auto changing = change_target(env, group, "DeregisterTargets", target_group, instance_id);
    const bool was_there = co_await std::move(changing);
    if (!was_there) continue;
    auto asking = delay_of(env, group, target_group);
    const Duration delay = co_await std::move(asking);
    longest = std::max(longest, delay);
  }
  co_return longest;
}

}  // namespace eni::sandbox::autoscaling_service
