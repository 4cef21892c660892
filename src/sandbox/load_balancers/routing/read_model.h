#pragma once
/// Reads the model out of what Elastic Load Balancing knows. Its documents were checked there; what is missing is as its defaults.
#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

/// Listeners that cannot be served (TLS, UDP) are not in it, and named in its problems.
LoadBalancer read_load_balancer(const ServedLoadBalancer& served);

/// @error  an expression that is not understood
Result<Condition> read_condition(const json::object& condition);
/// The last of the actions, before which only an authentication could stand.
Action read_action(const json::array& actions);
/// "200", "200,202", "200-299"
std::vector<CodeRange> read_codes(std::string_view text);
TargetGroup read_target_group(const ServedTargetGroup& served);

}  // namespace eni::sandbox::load_balancers
