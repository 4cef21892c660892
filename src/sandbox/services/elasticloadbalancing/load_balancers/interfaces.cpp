#include "sandbox/services/elasticloadbalancing/load_balancers/interfaces.h"

#include <algorithm>

#include "sandbox/services/elasticloadbalancing/load_balancers/load_balancer_value.h"
#include "sandbox/services/elasticloadbalancing/service_linked_role.h"

namespace eni::sandbox::elb_service {
namespace {

bool is_not_found(const ApiError& error) { return error.code.ends_with(".NotFound"); }

Task<ApiResult<json::object>> call_ec2_for(Environment& env, const ElbLoadBalancer& owner,
                                           std::string operation, json::object params) {
  return call_ec2(env, aws::AccountId{owner.account}, aws::Region{owner.region}, std::move(operation),
                  std::move(params));
}

/// Changes what is noted of the load balancer's interfaces: {SUBNET: INTERFACE}.
void note(Environment& env, ElbLoadBalancerNumber number, const std::string& subnet,
          const std::string& interface) {
  sqlite::Transaction transaction{env.store.database()};
  auto& repository = env.store.get<ElbRepository>();
  auto row = repository.find_load_balancer(number);
  if (!row) return;
  json::object interfaces = object_at(row->document, "interfaces");
  if (interface.empty()) {
    interfaces.erase(subnet);
  } else {
    interfaces[subnet] = interface;
  }
  row->document["interfaces"] = std::move(interfaces);
  repository.update(*row);
  transaction.commit();
}

json::object interface_params(const ElbLoadBalancer& owner, const json::object& zone) {
  const std::string subnet = text_at(zone, "SubnetId");
  const std::string name = full_name(owner);
  json::object params{{"SubnetId", subnet},
                      {"Description", "ELB " + name},
                      // The same interface if it is asked for again after a restart.
                      {"ClientToken", name.substr(name.rfind('/') + 1) + "-" + subnet}};
  const json::array& groups = array_at(owner.document, "SecurityGroups");
  if (!groups.empty()) params["SecurityGroupId"] = groups;
  if (text_at(owner.document, "IpAddressType") != "ipv4") params["Ipv6AddressCount"] = 1;
  for (const json::value& address : array_at(zone, "LoadBalancerAddresses"))
    if (const auto own = text_at(address, "PrivateIPv4Address"); !own.empty())
      params["PrivateIpAddress"] = own;
  return params;
}

/// Gives the interface the Elastic IP that was asked for; once more is no harm. @error  EC2's
Task<ApiResult<void>> associate(Environment& env, ElbLoadBalancer owner, json::object zone,
                                std::string interface) {
  std::string allocation;
  for (const json::value& address : array_at(zone, "LoadBalancerAddresses"))
    allocation = text_at(address, "AllocationId");
  if (allocation.empty()) co_return ApiResult<void>{};
  json::object params{
      {"AllocationId", allocation}, {"NetworkInterfaceId", interface}, {"AllowReassociation", true}};
  auto associating = call_ec2_for(env, owner, "AssociateAddress", std::move(params));
  ENI_CO_CHECK(co_await std::move(associating));
  co_return ApiResult<void>{};
}

/// @param interface  that is there already; else ""
Task<ApiResult<void>> make_interface(Environment& env, ElbLoadBalancer owner, json::object zone,
                                     std::string interface) {
  if (interface.empty()) {
    auto making = call_ec2_for(env, owner, "CreateNetworkInterface", interface_params(owner, zone));
    ENI_CO_TRY(const json::object made, co_await std::move(making));
    interface = text_at(object_at(made, "networkInterface"), "networkInterfaceId");
    note(env, owner.number, text_at(zone, "SubnetId"), interface);
  }
  auto associating = associate(env, owner, zone, interface);
  co_return co_await std::move(associating);
}

std::vector<std::string> subnets_of(const ElbLoadBalancer& owner) {
  std::vector<std::string> subnets;
  for (const json::value& zone : array_at(owner.document, "AvailabilityZones"))
    subnets.push_back(text_at(zone, "SubnetId"));
  return subnets;
}

/// Gives all interfaces the security groups that the load balancer in the store has.
Task<ApiResult<void>> change_groups(Environment& env, ElbLoadBalancerNumber number) {
  const auto owner = env.store.get<ElbRepository>().find_load_balancer(number);
  if (!owner || array_at(owner->document, "SecurityGroups").empty()) co_return ApiResult<void>{};
  const json::object noted = object_at(owner->document, "interfaces");
  for (const auto& entry : noted) {
    json::object params{{"NetworkInterfaceId", as_text(entry.value())},
                        {"SecurityGroupId", array_at(owner->document, "SecurityGroups")}};
    auto changing = call_ec2_for(env, *owner, "ModifyNetworkInterfaceAttribute", std::move(params));
    const auto changed = co_await std::move(changing);
    if (changed.has_error() && !is_not_found(changed.error())) co_return changed.error();
  }
  co_return ApiResult<void>{};
}

}  // namespace

Task<ApiResult<void>> make_interfaces(Environment& env, ElbLoadBalancerNumber number) {
  const auto owner = env.store.get<ElbRepository>().find_load_balancer(number);
  if (!owner) co_return ApiResult<void>{};
  const json::object noted = object_at(owner->document, "interfaces");
  const json::array zones = array_at(owner->document, "AvailabilityZones");
  for (const json::value& zone : zones) {
    auto making = make_interface(env, *owner, zone.as_object(), text_at(noted, text_at(zone, "SubnetId")));
    ENI_CO_CHECK(co_await std::move(making));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> remove_interfaces(Environment& env, ElbLoadBalancerNumber number,
                                        std::vector<std::string> kept) {
  const auto owner = env.store.get<ElbRepository>().find_load_balancer(number);
  if (!owner) co_return ApiResult<void>{};
  const json::object noted = object_at(owner->document, "interfaces");
  for (const auto& entry : noted) {
    const std::string subnet(entry.key());
    if (std::ranges::find(kept, subnet) != kept.end()) continue;
    json::object params{{"NetworkInterfaceId", as_text(entry.value())}};
    auto deleting = call_ec2_for(env, *owner, "DeleteNetworkInterface", std::move(params));
    const auto deleted = co_await std::move(deleting);
    if (deleted.has_error() && !is_not_found(deleted.error())) co_return deleted.error();
    note(env, number, subnet, {});
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> settle_interfaces(Environment& env, ElbLoadBalancerNumber number) {
  const auto owner = env.store.get<ElbRepository>().find_load_balancer(number);
  if (!owner) co_return ApiResult<void>{};
  auto making = make_interfaces(env, number);
  ENI_CO_CHECK(co_await std::move(making));
  auto removing = remove_interfaces(env, number, subnets_of(*owner));
  ENI_CO_CHECK(co_await std::move(removing));
  auto changing = change_groups(env, number);
  ENI_CO_CHECK(co_await std::move(changing));
  sqlite::Transaction transaction{env.store.database()};
  auto& repository = env.store.get<ElbRepository>();
  if (auto row = repository.find_load_balancer(number); row && row->document.erase("moving") > 0)
    repository.update(*row);
  transaction.commit();
  co_return ApiResult<void>{};
}

json::array zone_list(const Placement& placement) {
  json::array zones;
  for (const PlacedSubnet& subnet : placement.subnets) {
    json::array addresses;
    if (!subnet.allocation.empty())
      addresses.push_back(
          json::object{{"IpAddress", subnet.public_address}, {"AllocationId", subnet.allocation}});
    if (!subnet.private_address.empty())
      addresses.push_back(json::object{{"PrivateIPv4Address", subnet.private_address}});
    zones.push_back(json::object{
        {"ZoneName", subnet.zone}, {"SubnetId", subnet.id}, {"LoadBalancerAddresses", std::move(addresses)}});
  }
  return zones;
}

}  // namespace eni::sandbox::elb_service
