#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/listeners/listener_value.h"
#include "sandbox/services/elasticloadbalancing/listeners/operations.h"

namespace eni::sandbox::elb_service {

ApiResult<Reply> describe_listeners(Call& call) {
  const std::string owner_arn = call.params.text_or("LoadBalancerArn", "");
  const auto arns = texts_in(call.params.all(), "ListenerArns");
  // Assumed wordings.
  if (owner_arn.empty() && arns.empty())
    return aws::validation_error("You must specify either listener ARNs or a load balancer ARN");
  if (!owner_arn.empty() && !arns.empty())
    return aws::validation_error(
        "Listener ARNs and a load balancer ARN cannot be specified at the same time");
  std::vector<ElbListener> listeners;
  if (!owner_arn.empty()) {
    ENI_CHECK(check_arn(call, "loadbalancer", owner_arn));
    const auto owner = repository(call).find_load_balancer(owner_arn);
    if (!owner) return load_balancers_not_found({owner_arn});
    listeners = repository(call).listeners(owner->number);
  }
  for (const std::string& arn : arns) {
    ENI_TRY(ElbListener listener, find_listener(call, arn));
    listeners.push_back(std::move(listener));
  }
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const ElbListener& listener : listeners)
    items.emplace_back(static_cast<std::int64_t>(listener.number), listener_value(call, listener));
  return page(call, "Listeners", std::move(items));
}

}  // namespace eni::sandbox::elb_service
