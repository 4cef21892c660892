/// DescribeLoadBalancers, DescribeCapacityReservation.
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_value.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/operations.h"

namespace eni::sandbox::elb_service {
namespace {

/// Those that ARNs and names ask for. @error  LoadBalancerNotFound, which names all that are not there
ApiResult<std::vector<ElbLoadBalancer>> asked(const Call& call, const std::vector<std::string>& arns,
                                              const std::vector<std::string>& names) {
  std::vector<ElbLoadBalancer> found;
  std::vector<std::string> missing;
  const auto add = [&](std::optional<ElbLoadBalancer> row, const std::string& name) {
    if (row) {
      found.push_back(*std::move(row));
    } else {
      missing.push_back(name);
    }
  };
  for (const std::string& arn : arns) {
    ENI_CHECK(check_arn(call, "loadbalancer", arn));
    add(repository(call).find_load_balancer(arn), arn);
  }
  for (const std::string& name : names)
    add(repository(call).find_named(call.account().value, call.region.value, name), name);
  if (!missing.empty()) return load_balancers_not_found(missing);
  return found;
}

}  // namespace

ApiResult<Reply> describe_load_balancers(Call& call) {
  const auto arns = texts_in(call.params.all(), "LoadBalancerArns");
  const auto names = texts_in(call.params.all(), "Names");
  if (!arns.empty() && !names.empty())  // Assumed wording.
    return aws::validation_error(
        "Load balancer names and load balancer ARNs cannot be specified at the same time");
  std::vector<ElbLoadBalancer> rows;
  if (arns.empty() && names.empty()) {
    rows = repository(call).load_balancers(call.account().value, call.region.value);
  } else {
    ENI_TRY(rows, asked(call, arns, names));
  }
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const ElbLoadBalancer& row : rows)
    items.emplace_back(static_cast<std::int64_t>(row.number), load_balancer_value(row));
  return page(call, "LoadBalancers", std::move(items));
}

ApiResult<Reply> describe_capacity_reservation(Call& call) {
  ENI_CHECK(find_load_balancer(call, call.params.text_or("LoadBalancerArn", "")));
  return Reply{json::object{{"DecreaseRequestsRemaining", 2}, {"CapacityReservationState", json::array{}}}};
}

}  // namespace eni::sandbox::elb_service
