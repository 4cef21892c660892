#include "sandbox/services/elasticloadbalancing/target_groups/target_group_value.h"

namespace eni::sandbox::elb_service {

json::object target_group_value(const Call& call, const ElbTargetGroup& group) {
  json::object value = group.document;
  value.erase("attributes");
  value["TargetGroupArn"] = group.arn;
  value["TargetGroupName"] = group.name;
  json::array load_balancers;
  for (const ElbLoadBalancerNumber number : repository(call).load_balancers_of(group.number))
    if (const auto owner = repository(call).find_load_balancer(number))
      load_balancers.emplace_back(owner->arn);
  value["LoadBalancerArns"] = std::move(load_balancers);
  return value;
}

Reply reply_with(const Call& call, const ElbTargetGroup& group) {
  json::array list;
  list.push_back(target_group_value(call, group));
  return Reply{json::object{{"TargetGroups", std::move(list)}}};
}

}  // namespace eni::sandbox::elb_service
