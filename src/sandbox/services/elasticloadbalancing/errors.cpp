#include "sandbox/services/elasticloadbalancing/errors.h"

#include "base/text.h"

namespace eni::sandbox::elb_service {

using aws::ApiError;

ApiError invalid_configuration(std::string message) {
  return {"InvalidConfigurationRequest", std::move(message)};
}

ApiError invalid_action(std::string message) { return {"InvalidLoadBalancerAction", std::move(message)}; }

ApiError not_permitted(std::string message) { return {"OperationNotPermitted", std::move(message)}; }

ApiError invalid_target(std::string message) { return {"InvalidTarget", std::move(message)}; }

ApiError unsupported(std::string_view what) {
  return aws::validation_error("the sandbox does not support " + std::string(what));
}

ApiError load_balancers_not_found(const std::vector<std::string>& names) {
  return {"LoadBalancerNotFound", "Load balancers '[" + join(names, ", ") + "]' not found"};
}

ApiError load_balancer_not_found(std::string_view arn) {
  return {"LoadBalancerNotFound", "Load balancer '" + std::string(arn) + "' not found"};
}

ApiError target_group_not_found(std::string_view arn) {
  return {"TargetGroupNotFound", "Target group '" + std::string(arn) + "' not found"};
}

ApiError target_groups_not_found() { return {"TargetGroupNotFound", "One or more target groups not found"}; }

ApiError listeners_not_found() { return {"ListenerNotFound", "One or more listeners not found"}; }

ApiError rules_not_found() { return {"RuleNotFound", "One or more rules not found"}; }

}  // namespace eni::sandbox::elb_service
