#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "sandbox/services/elasticloadbalancing/limits/operations.h"

namespace eni::sandbox::elb_service {
namespace {

struct Limit {
  std::string_view name;
  std::int64_t max;
};

constexpr Limit kLimits[] = {
    {"target-groups", kMaxTargetGroups},
    {"targets-per-application-load-balancer", 1000},
    {"listeners-per-application-load-balancer", kMaxListeners},
    {"rules-per-application-load-balancer", kMaxRules},
    {"network-load-balancers", kMaxLoadBalancers},
    {"targets-per-network-load-balancer", 3000},
    {"targets-per-availability-zone-per-network-load-balancer", 500},
    {"listeners-per-network-load-balancer", kMaxListeners},
    {"condition-values-per-alb-rule", kMaxConditionValues},
    {"condition-wildcards-per-alb-rule", kMaxConditionWildcards},
    {"target-groups-per-application-load-balancer", kMaxUsedTargetGroups},
    {"target-groups-per-action-on-application-load-balancer", kMaxTargetGroupsOfAction},
    {"target-groups-per-action-on-network-load-balancer", kMaxTargetGroupsOfNetAction},
    {"certificates-per-application-load-balancer", kMaxCertificates},
    {"certificates-per-network-load-balancer", kMaxCertificates},
    {"targets-per-target-group", kMaxTargets},
    {"target-id-registrations-per-application-load-balancer", 1000},
    {"network-load-balancer-enis-per-vpc", 1200},
    {"application-load-balancers", kMaxLoadBalancers},
    {"gateway-load-balancers", 100},
    {"gateway-load-balancers-per-vpc", 100},
    {"geneve-target-groups", 100},
    {"targets-per-availability-zone-per-gateway-load-balancer", 300},
};

}  // namespace

ApiResult<Reply> describe_account_limits(Call& call) {
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const Limit& limit : kLimits)
    items.emplace_back(static_cast<std::int64_t>(items.size()) + 1,
                       json::object{{"Name", limit.name}, {"Max", std::to_string(limit.max)}});
  return page(call, "Limits", std::move(items));
}

}  // namespace eni::sandbox::elb_service
