#include "eni_trunking/demo/balancer.h"

#include <algorithm>

#include "eni_trunking/demo/wait_until.h"
#include "eni_trunking/sandbox/sandbox_pages.h"

namespace eni::command {

namespace {

constexpr const char* kName = "demo";

client::CallResult<json::object> first_of(const json::value& reply, std::string_view list) {
  const json::array& found = array_at(reply, list);
  if (found.empty() || !found[0].is_object())
    return client::CallFailure::unexpected("there is none of " + std::string(list));
  return found[0].get_object();
}

}  // namespace

client::CallResult<json::value> DemoBalancer::elb(std::string_view operation, const json::object& params) {
  return client_.call("elasticloadbalancing", operation, params);
}

client::CallResult<void> DemoBalancer::make() {
  ENI_TRY(const json::value found,
          client_.call("ec2", "DescribeSubnets",
                       {{"Filter.1.Name", "default-for-az"}, {"Filter.1.Value.1", "true"}}));
  const json::array& all = array_at(found, "subnetSet");
  if (all.size() < 2) return client::CallFailure::unexpected("there are no two default subnets");
  const json::array subnets{json::value(text_at(all[0], "subnetId")),
                            json::value(text_at(all[1], "subnetId"))};
  ENI_TRY(const json::value made, elb("CreateLoadBalancer", {{"Name", kName}, {"Subnets", subnets}}));
  ENI_TRY(const json::object balancer, first_of(made, "LoadBalancers"));
  arn_ = text_at(balancer, "LoadBalancerArn");
  dns_name_ = text_at(balancer, "DNSName");
  ENI_TRY(const json::value grouped, elb("CreateTargetGroup", {{"Name", kName},
                                                               {"Protocol", "HTTP"},
                                                               {"Port", 80},
                                                               {"VpcId", text_at(all[0], "vpcId")},
                                                               {"TargetType", "ip"}}));
  ENI_TRY(const json::object group, first_of(grouped, "TargetGroups"));
  target_group_ = text_at(group, "TargetGroupArn");
  const json::object forward{{"Type", "forward"}, {"TargetGroupArn", target_group_}};
  ENI_CHECK(elb("CreateListener", {{"LoadBalancerArn", arn_},
                                   {"Protocol", "HTTP"},
                                   {"Port", 80},
                                   {"DefaultActions", json::array{json::value(forward)}}}));
  return {};
}

client::CallResult<void> DemoBalancer::forward_to(const std::vector<std::string>& addresses) {
  json::array targets;
  for (const std::string& address : addresses) targets.push_back(json::object{{"Id", address}});
  ENI_CHECK(elb("RegisterTargets", {{"TargetGroupArn", target_group_}, {"Targets", targets}}));
  return wait_until("targets of the load balancer do not become healthy", [&]() -> client::CallResult<bool> {
    ENI_TRY(const json::value reply, elb("DescribeTargetHealth", {{"TargetGroupArn", target_group_}}));
    const json::array& described = array_at(reply, "TargetHealthDescriptions");
    return !described.empty() && std::ranges::all_of(described, [](const json::value& one) {
      const json::value* health = find(one, "TargetHealth");
      return health && text_at(*health, "State") == "healthy";
    });
  });
}

client::CallResult<net::Url> DemoBalancer::local_url(const net::Url& sandbox) const {
  const auto page = ask_page(sandbox, {"GET", "/_sandbox/load-balancers", {}, ""});
  if (page.has_error()) return client::CallFailure{std::nullopt, page.error().error};
  const auto document = parse_json(*page);
  for (const json::value& listener : document ? array_at(*document, "listeners") : json::array{}) {
    if (text_at(listener, "loadBalancer") != arn_) continue;
    auto url = net::Url::parse(text_at(listener, "url"));
    if (url) return *std::move(url);
    return client::CallFailure::unexpected("the load balancer is not reached: " +
                                           text_at(listener, "problem"));
  }
  return client::CallFailure::unexpected("the sandbox does not serve the load balancer");
}

}  // namespace eni::command
