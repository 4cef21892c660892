#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_value.h"

#include "base/time_text.h"

namespace eni::sandbox::elb_service {

json::object load_balancer_value(const ElbLoadBalancer& load_balancer) {
  json::object value = load_balancer.document;
  for (const std::string_view own : {"attributes", "interfaces", "moving", "reason"}) value.erase(own);
  value["LoadBalancerArn"] = load_balancer.arn;
  value["LoadBalancerName"] = load_balancer.name;
  value["CreatedTime"] = iso8601_millis(TimePoint{Duration{load_balancer.created}});
  json::object state{{"Code", load_balancer.status}};
  if (const auto reason = find_string(load_balancer.document, "reason")) state["Reason"] = *reason;
  value["State"] = std::move(state);
  return value;
}

Reply reply_with(const ElbLoadBalancer& load_balancer) {
  json::array list;
  list.push_back(load_balancer_value(load_balancer));
  return Reply{json::object{{"LoadBalancers", std::move(list)}}};
}

std::string full_name(const ElbLoadBalancer& load_balancer) {
  constexpr std::string_view kBefore = ":loadbalancer/";
  return load_balancer.arn.substr(load_balancer.arn.find(kBefore) + kBefore.size());
}

std::vector<std::string> zones_of(const ElbLoadBalancer& load_balancer) {
  std::vector<std::string> zones;
  for (const json::value& zone : array_at(load_balancer.document, "AvailabilityZones"))
    zones.push_back(text_at(zone, "ZoneName"));
  return zones;
}

}  // namespace eni::sandbox::elb_service
