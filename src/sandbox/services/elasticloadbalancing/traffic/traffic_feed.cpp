#include "sandbox/services/elasticloadbalancing/traffic/traffic_feed.h"

#include "sandbox/services/elasticloadbalancing/service_linked_role.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr Duration kPauseAfterEc2Refusal = std::chrono::seconds{5};

}  // namespace

void TrafficFeed::start(
    std::function<void(const std::string& target_group, const std::string& id, std::int64_t port)>
        on_health) {
  LoadBalancerTraffic* const traffic = find_load_balancer_traffic(env_);
  if (!traffic) return;
  traffic->on_health = std::move(on_health);
  for (const ElbLoadBalancerNumber number : env_.store.get<ElbRepository>().active_load_balancers())
    consider(number);
}

void TrafficFeed::consider(ElbLoadBalancerNumber load_balancer) {
  if (find_load_balancer_traffic(env_)) tellings_.begin(load_balancer);
}

void TrafficFeed::consider(ElbTargetGroupNumber group) {
  for (const ElbLoadBalancerNumber number : env_.store.get<ElbRepository>().load_balancers_of(group))
    consider(number);
}

Task<void> TrafficFeed::tell(ElbLoadBalancerNumber number) {
  auto& repository = env_.store.get<ElbRepository>();
  LoadBalancerTraffic* const traffic = find_load_balancer_traffic(env_);
  auto asking = traffic->is_available();
  const bool is_available = co_await std::move(asking);
  if (!is_available) co_return;
  for (;;) {
    auto row = repository.find_load_balancer(number);
    if (!row || row->status != "active") break;
    auto looking = addresses_of(*row);
    const auto addresses = co_await std::move(looking);
    if (addresses.has_error()) {
      co_await sleep_for(env_.scheduler, kPauseAfterEc2Refusal);
      continue;
    }
    // More may have happened while EC2 was asked.
    row = repository.find_load_balancer(number);
    if (!row || row->status != "active") break;
    ServedLoadBalancer served = describe(*row);
    served.addresses = *addresses;
    served_[number] = row->arn;
    traffic->serve(std::move(served));
    co_return;
  }
  if (const auto before = served_.extract(number)) traffic->end(before.mapped());
}

/// Those of its interfaces, as EC2 knows them.
Task<ApiResult<std::vector<std::string>>> TrafficFeed::addresses_of(ElbLoadBalancer load_balancer) {
  json::array ids;
  for (const auto& interface : object_at(load_balancer.document, "interfaces"))
    ids.push_back(interface.value());
  std::vector<std::string> addresses;
  if (ids.empty()) co_return addresses;
  json::object params{{"NetworkInterfaceId", std::move(ids)}};
  auto asking = call_ec2(env_, aws::AccountId{load_balancer.account}, aws::Region{load_balancer.region},
                         "DescribeNetworkInterfaces", std::move(params));
  ENI_CO_TRY(const json::object reply, co_await std::move(asking));
  for (const json::value& interface : array_at(reply, "networkInterfaceSet"))
    addresses.push_back(text_at(interface, "privateIpAddress"));
  co_return addresses;
}

ServedLoadBalancer TrafficFeed::describe(const ElbLoadBalancer& row) {
  auto& repository = env_.store.get<ElbRepository>();
  auto& targets = env_.store.get<ElbTargetRepository>();
  ServedLoadBalancer served{row.arn, row.document, object_at(row.document, "attributes"), {}, {}, {}};
  for (const ElbListener& listener : repository.listeners(row.number))
    served.listeners.push_back(describe(listener));
  for (const ElbTargetGroupNumber number : repository.target_groups_of(row.number))
    if (const auto group = targets.find_group(number)) served.target_groups.push_back(describe(*group));
  return served;
}

ServedListener TrafficFeed::describe(const ElbListener& row) {
  ServedListener served{row.arn, row.port, row.document, object_at(row.document, "attributes"), {}};
  for (const ElbRule& rule : env_.store.get<ElbRepository>().rules(row.number))
    served.rules.push_back({rule.arn, array_at(rule.document, "Conditions"),
                            array_at(rule.document, "Actions"), array_at(rule.document, "Transforms")});
  return served;
}

ServedTargetGroup TrafficFeed::describe(const ElbTargetGroup& row) {
  ServedTargetGroup served{row.arn, row.document, object_at(row.document, "attributes"), {}};
  for (const ElbTarget& target : env_.store.get<ElbTargetRepository>().targets(row.number))
    served.targets.push_back({target.id, target.port, address_of_(target), target.state});
  return served;
}

}  // namespace eni::sandbox::elb_service
