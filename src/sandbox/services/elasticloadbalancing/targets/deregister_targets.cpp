#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/targets/health_pace.h"
#include "sandbox/services/elasticloadbalancing/targets/operations.h"

namespace eni::sandbox::elb_service {
namespace {

/// Those that a description names: without a port, all of its id.
std::vector<ElbTarget> named(const Call& call, const ElbTargetGroup& group, const json::object& description) {
  const std::string id = text_at(description, "Id");
  const auto port = number_at(description, "Port");
  std::vector<ElbTarget> found;
  if (port) {
    if (auto target = target_repository(call).find_target(group.number, id, *port)) found.push_back(*target);
    return found;
  }
  for (ElbTarget& target : target_repository(call).targets(group.number))
    if (target.id == id) found.push_back(std::move(target));
  return found;
}

}  // namespace

/// What is not registered is no error.
ApiResult<Reply> deregister_targets(Call& call) {
  ENI_TRY(const ElbTargetGroup group, find_target_group(call, call.params.text_or("TargetGroupArn", "")));
  const std::int64_t now = now_millis(call.env);
  const bool has_traffic = find_load_balancer_traffic(call.env) != nullptr;
  const std::int64_t until = now + deregistration_delay(group, call.env.settings.pace, has_traffic).count();
  for (const json::object& description : objects_in(call.params.all(), "Targets")) {
    for (const ElbTarget& target : named(call, group, description)) {
      if (target.state == "draining") continue;
      if (target.state == "unused" || repository(call).load_balancers_of(group.number).empty()) {
        target_repository(call).remove(target.number);
        continue;
      }
      target_repository(call).update(begin_draining(target, now, until));
      engine_of(call.env).targets().consider(target.number);
    }
  }
  engine_of(call.env).traffic().consider(group.number);
  return Reply{};
}

}  // namespace eni::sandbox::elb_service
