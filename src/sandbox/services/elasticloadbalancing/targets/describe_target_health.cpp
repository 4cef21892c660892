#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/targets/operations.h"

namespace eni::sandbox::elb_service {
namespace {

json::object target_value(const ElbTarget& target) {
  json::object value{{"Id", target.id}, {"Port", target.port}};
  if (!target.zone.empty()) value["AvailabilityZone"] = target.zone;
  return value;
}

json::object health_value(const ElbTarget& target) {
  json::object value{{"State", target.state}};
  if (!target.reason.empty()) value["Reason"] = target.reason;
  if (!target.description.empty()) value["Description"] = target.description;
  return value;
}

json::object description_of(const ElbTargetGroup& group, const ElbTarget& target, bool with_anomalies) {
  const std::string checked = text_at(group.document, "HealthCheckPort");
  json::object value{{"Target", target_value(target)},
                     {"HealthCheckPort", checked == "traffic-port" ? std::to_string(target.port) : checked},
                     {"TargetHealth", health_value(target)}};
  if (with_anomalies)
    value["AnomalyDetection"] = json::object{{"Result", "normal"}, {"MitigationInEffect", "no"}};
  return value;
}

/// What is said of a target that was asked for and is not registered.
ElbTarget not_registered(const std::string& id, std::int64_t port) {
  ElbTarget target;
  target.id = id;
  target.port = port;
  target.state = "unused";
  target.reason = "Target.NotRegistered";
  target.description = "Target is not registered to the target group";
  return target;
}

std::vector<ElbTarget> asked(const Call& call, const ElbTargetGroup& group) {
  const auto descriptions = objects_in(call.params.all(), "Targets");
  if (descriptions.empty()) return target_repository(call).targets(group.number);
  std::vector<ElbTarget> out;
  for (const json::object& description : descriptions) {
    const std::string id = text_at(description, "Id");
    const auto port = number_at(description, "Port").value_or(integer_at(group.document, "Port"));
    out.push_back(
        target_repository(call).find_target(group.number, id, port).value_or(not_registered(id, port)));
  }
  return out;
}

bool with_anomalies(const Call& call) { return !texts_in(call.params.all(), "Include").empty(); }

}  // namespace

/// Looks at each first: an interface may be gone, of which there is no event.
Task<ApiResult<Reply>> describe_target_health(Call& call) {
  ENI_CO_TRY(const ElbTargetGroup group, find_target_group(call, call.params.text_or("TargetGroupArn", "")));
  const auto before = asked(call, group);
  for (const ElbTarget& target : before) {
    if (target.number == ElbTargetNumber{}) continue;
    auto looking = engine_of(call.env).targets().look_at(target.number);
    // What EC2 cannot tell now stays as it was.
    static_cast<void>(co_await std::move(looking));
  }
  json::array descriptions;
  for (const ElbTarget& target : asked(call, group))
    descriptions.push_back(description_of(group, target, with_anomalies(call)));
  co_return Reply{json::object{{"TargetHealthDescriptions", std::move(descriptions)}}};
}

}  // namespace eni::sandbox::elb_service
