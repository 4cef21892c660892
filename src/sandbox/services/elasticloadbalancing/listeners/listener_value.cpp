#include "sandbox/services/elasticloadbalancing/listeners/listener_value.h"

namespace eni::sandbox::elb_service {

json::object listener_value(const Call& call, const ElbListener& listener) {
  json::object value = listener.document;
  for (const std::string_view own : {"attributes", "certificates"}) value.erase(own);
  value["ListenerArn"] = listener.arn;
  value["LoadBalancerArn"] = load_balancer_of(call, listener).arn;
  value["Port"] = listener.port;
  return value;
}

Reply reply_with(const Call& call, const ElbListener& listener) {
  json::array list;
  list.push_back(listener_value(call, listener));
  return Reply{json::object{{"Listeners", std::move(list)}}};
}

}  // namespace eni::sandbox::elb_service
