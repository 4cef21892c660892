#include "sandbox/services/ecs/services/deployment_alarms.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {

bool has_alarms(const json::object& configuration) {
  const json::object& alarms = object_at(configuration, "alarms");
  return flag_at(alarms, "enable") && !array_at(alarms, "alarmNames").empty();
}

Task<std::vector<std::string>> alarms_gone_off(Environment& env, EcsCluster cluster,
                                               json::object configuration) {
  std::vector<std::string> names;
  if (!has_alarms(configuration)) co_return names;
  const aws::Region region{cluster.region};
  json::object params{{"StateValue", "ALARM"}};
  params["AlarmNames"] = array_at(object_at(configuration, "alarms"), "alarmNames");
  const Principal principal = service_scheduler_principal(env.store, aws::AccountId{cluster.account}, region);
  auto asking = env.gateway.call(principal, region, "monitoring", "DescribeAlarms", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return names;
  for (const json::value& alarm : array_at(reply->value, "MetricAlarms"))
    names.push_back(text_at(alarm, "AlarmName"));
  co_return names;
}

}  // namespace eni::sandbox::ecs_service
