/// SetSubnets, SetSecurityGroups, SetIpAddressType.
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/interfaces.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_value.h"
#include "sandbox/services/elasticloadbalancing/load_balancers/operations.h"

namespace eni::sandbox::elb_service {
namespace {

PlacementRules rules_of(const ElbLoadBalancer& row) {
  PlacementRules rules{text_at(row.document, "Type"), text_at(row.document, "Scheme"),
                       text_at(row.document, "IpAddressType")};
  for (const json::value& zone : array_at(row.document, "AvailabilityZones"))
    rules.present.push_back(text_at(zone, "SubnetId"));
  return rules;
}

/// The row as it is now, to be changed: more may have happened since the call began. @error  LoadBalancerNotFound
ApiResult<ElbLoadBalancer> as_it_is(const Call& call, const ElbLoadBalancer& row) {
  return find_load_balancer(call, row.arn);
}

/// Its targets may be in other zones than it is now.
void zones_changed(const Call& call, const ElbLoadBalancer& row) {
  for (const ElbTargetGroupNumber group : repository(call).target_groups_of(row.number))
    engine_of(call.env).targets().consider(group);
}

/// Stores the change, and lets EC2 follow it. If EC2 refuses, all is as before.
Task<ApiResult<void>> change(const Call& call, ElbLoadBalancer row, json::object members) {
  const json::object before = row.document;
  for (const auto& member : members) row.document[member.key()] = member.value();
  row.document["moving"] = true;
  repository(call).update(row);
  auto settling = settle_interfaces(call.env, row.number);
  const auto settled = co_await std::move(settling);
  if (settled.has_value()) {
    engine_of(call.env).traffic().consider(row.number);
    co_return settled;
  }
  if (auto now = repository(call).find_load_balancer(row.number)) {
    for (const auto& member : members) {
      if (const json::value* former = find(before, member.key())) now->document[member.key()] = *former;
    }
    repository(call).update(*now);
    engine_of(call.env).load_balancers().go_on(row.number);
  }
  co_return invalid_configuration(settled.error().message);
}

}  // namespace

Task<ApiResult<Reply>> set_subnets(Call& call) {
  ENI_CO_TRY(ElbLoadBalancer row, find_load_balancer(call, call.params.text_or("LoadBalancerArn", "")));
  PlacementRules rules = rules_of(row);
  rules.ip_address_type = call.params.text_or("IpAddressType", rules.ip_address_type);
  auto placing = read_placement(call, rules);
  ENI_CO_TRY(const Placement placement, co_await std::move(placing));
  if (placement.vpc_id != text_at(row.document, "VpcId"))  // Assumed wording.
    co_return invalid_configuration("The subnets are not in the VPC of the load balancer '" + row.arn + "'");
  ENI_CO_TRY(row, as_it_is(call, row));
  json::object members{{"AvailabilityZones", zone_list(placement)}, {"IpAddressType", rules.ip_address_type}};
  auto changing = change(call, row, std::move(members));
  ENI_CO_CHECK(co_await std::move(changing));
  zones_changed(call, row);
  co_return Reply{
      json::object{{"AvailabilityZones", zone_list(placement)}, {"IpAddressType", rules.ip_address_type}}};
}

Task<ApiResult<Reply>> set_security_groups(Call& call) {
  ENI_CO_TRY(ElbLoadBalancer row, find_load_balancer(call, call.params.text_or("LoadBalancerArn", "")));
  const std::string type = text_at(row.document, "Type");
  if (type == "network" && array_at(row.document, "SecurityGroups").empty())  // Assumed wording.
    co_return invalid_configuration(
        "You cannot set security groups on a load balancer with type 'network' that was created without any");
  if (texts_in(call.params.all(), "SecurityGroups").empty())  // Assumed wording.
    co_return invalid_configuration("At least one security group must be specified");
  auto grouping = read_security_groups(call, text_at(row.document, "VpcId"), type);
  ENI_CO_TRY(const auto groups, co_await std::move(grouping));
  ENI_CO_TRY(row, as_it_is(call, row));
  json::object members{{"SecurityGroups", json::array(groups.begin(), groups.end())}};
  json::object reply{{"SecurityGroupIds", json::array(groups.begin(), groups.end())}};
  constexpr std::string_view kPrivateLink = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic";
  if (type == "network") {
    const std::string enforced = call.params.text_or(kPrivateLink, text_at(row.document, kPrivateLink));
    members[kPrivateLink] = enforced;
    reply[kPrivateLink] = enforced;
  }
  auto changing = change(call, row, std::move(members));
  ENI_CO_CHECK(co_await std::move(changing));
  co_return Reply{std::move(reply)};
}

Task<ApiResult<Reply>> set_ip_address_type(Call& call) {
  ENI_CO_TRY(ElbLoadBalancer row, find_load_balancer(call, call.params.text_or("LoadBalancerArn", "")));
  const std::string wanted = call.params.text_or("IpAddressType", "ipv4");
  PlacementRules rules = rules_of(row);
  rules.ip_address_type = wanted;
  auto checking = check_subnets(call, rules);
  ENI_CO_CHECK(co_await std::move(checking));
  ENI_CO_TRY(row, as_it_is(call, row));
  row.document["IpAddressType"] = wanted;
  repository(call).update(row);
  co_return Reply{json::object{{"IpAddressType", wanted}}};
}

}  // namespace eni::sandbox::elb_service
