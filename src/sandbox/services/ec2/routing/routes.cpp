/// CreateRoute, ReplaceRoute, DeleteRoute.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/interfaces.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/nat_gateways.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/routing/route_tables.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Destination {
  std::string_view member;  ///< of a route: "destinationCidrBlock"
  std::string_view option;  ///< as messages name it
  std::string block;
};

ApiResult<Destination> read_destination(const Call& call) {
  const auto text4 = call.params.text("DestinationCidrBlock");
  const auto text6 = call.params.text("DestinationIpv6CidrBlock");
  if (text4 && text6)
    return invalid_parameter_combination(
        "Only one of 'destinationCidrBlock' and 'destinationIpv6CidrBlock' may be given");
  if (text4) {
    const auto block = vpc::Cidr4::parse(*text4);
    if (block) return Destination{"destinationCidrBlock", "destination-cidr-block", block->text()};
    return invalid_parameter_value(
        "Value (" + *text4 +
        ") for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.");
  }
  if (text6) {
    const auto block = vpc::Cidr6::parse(*text6);
    if (block) return Destination{"destinationIpv6CidrBlock", "destination-ipv6-cidr-block", block->text()};
    return invalid_parameter_value("Value (" + *text6 +
                                   ") for parameter destinationIpv6CidrBlock is invalid. This "
                                   "is not a valid IPv6 CIDR block.");
  }
  return missing_parameter("destinationCidrBlock or destinationIpv6CidrBlock");
}

/// The routes of the VPC's own blocks cannot be changed.
bool is_local(const Call& call, const Ec2Resource& table, const Destination& destination) {
  const auto vpc = call.store<Ec2Repository>().find(table.scope);
  if (!vpc) return false;
  for (const auto& block : blocks4_of(*vpc)) {
    if (block.text() == destination.block) return true;
  }
  for (const auto& block : blocks6_of(*vpc)) {
    if (block.text() == destination.block) return true;
  }
  return false;
}

ApiResult<json::object> gateway_target(const Call& call, const Ec2Resource& table, const std::string& id) {
  const auto gateway = find_own(call, "internet-gateway", id);
  if (!gateway) return not_found("InvalidGatewayID.NotFound", "gateway", id);
  if (gateway->scope != table.scope) {
    return invalid_parameter_value("route table " + table.id + " and network gateway " + id +
                                   " belong to different networks");
  }
  return json::object{{"gatewayId", id}};
}

/// Egress-only gateways are for IPv6.
ApiResult<json::object> egress_only_target(const Call& call, const Ec2Resource& table,
                                           const std::string& id) {
  const auto gateway = find_own(call, "egress-only-internet-gateway", id);
  if (!gateway) return not_found("InvalidGatewayID.NotFound", "egressOnlyInternetGateway", id);
  if (gateway->scope != table.scope || !call.params.has("DestinationIpv6CidrBlock")) {  // Assumed wording.
    return invalid_parameter_value("route table " + table.id + " and egress-only internet gateway " + id +
                                   " belong to different networks, or the destination is not of IPv6");
  }
  return json::object{{"egressOnlyInternetGatewayId", id}};
}

ApiResult<json::object> interface_target(const Call& call, const Ec2Resource& table,
                                         const Ec2Interface& interface) {
  if (interface.vpc != table.scope) {
    return invalid_parameter_value("route table " + table.id + " and interface " + interface.id +
                                   " belong to different networks");
  }
  json::object target{{"networkInterfaceId", interface.id}};
  if (!interface.instance.empty()) {
    target["instanceId"] = interface.instance;
    target["instanceOwnerId"] = call.account().value;
  }
  return target;
}

ApiResult<json::object> instance_target(const Call& call, const Ec2Resource& table, const std::string& id) {
  ENI_CHECK(own(call, "instance", id));
  const auto interfaces = call.store<Ec2InterfaceRepository>().of_instance(id);
  if (interfaces.size() != 1) {
    return ApiError{"InvalidInstanceID", "There are multiple interfaces attached to instance '" + id +
                                             "'. Please specify an interface ID for the operation instead."};
  }
  return interface_target(call, table, interfaces.front());
}

/// What the route leads to.
ApiResult<json::object> read_target(const Call& call, const Ec2Resource& table) {
  int given = 0;
  for (const std::string_view name :
       {"GatewayId", "NatGatewayId", "EgressOnlyInternetGatewayId", "NetworkInterfaceId", "InstanceId"})
    given += call.params.has(name) ? 1 : 0;
  if (given != 1) {
    return ApiError{
        given == 0 ? "MissingParameter" : "InvalidParameterCombination",
        "Exactly one of 'gatewayId', 'natGatewayId', 'egressOnlyInternetGatewayId', 'networkInterfaceId' and "
        "'instanceId' must be specified"};
  }
  if (const auto id = call.params.text("GatewayId")) return gateway_target(call, table, *id);
  if (const auto id = call.params.text("EgressOnlyInternetGatewayId"))
    return egress_only_target(call, table, *id);
  if (const auto id = call.params.text("NatGatewayId")) {
    if (!is_nat_gateway_usable(call, *id))
      return ApiError{"InvalidNatGatewayID.NotFound", "The natGateway ID '" + *id + "' does not exist"};
    return json::object{{"natGatewayId", *id}};
  }
  if (const auto id = call.params.text("NetworkInterfaceId")) {
    ENI_TRY(const auto interface, own_interface(call, *id));
    return interface_target(call, table, interface);
  }
  return instance_target(call, table, call.params.text_or("InstanceId", ""));
}

json::array& routes_of(Ec2Resource& table) { return table.document.at("routeSet").as_array(); }

json::array::iterator find_route(Ec2Resource& table, const Destination& destination) {
  json::array& routes = routes_of(table);
  return std::find_if(routes.begin(), routes.end(), [&destination](const json::value& route) {
    return find_string(route.as_object(), destination.member) == destination.block;
  });
}

ApiError no_such_route(const Ec2Resource& table, const Destination& destination) {
  return {"InvalidRoute.NotFound", "no route with " + std::string(destination.option) + " " +
                                       destination.block + " in route table " + table.id};
}

json::object route_to(const Destination& destination, json::object target) {
  target[destination.member] = destination.block;
  target["origin"] = "CreateRoute";
  target["state"] = "active";
  return target;
}

struct Route {
  Ec2Resource table;
  Destination destination;
};

ApiResult<Route> read_route(const Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "RouteTableId"));
  ENI_TRY(auto table, own(call, "route-table", id));
  ENI_TRY(auto destination, read_destination(call));
  return Route{std::move(table), std::move(destination)};
}

}  // namespace

ApiResult<Reply> create_route(Call& call) {
  ENI_TRY(auto route, read_route(call));
  ENI_TRY(auto target, read_target(call, route.table));
  const bool is_taken = find_route(route.table, route.destination) != routes_of(route.table).end();
  if (is_taken || is_local(call, route.table, route.destination)) {
    return ApiError{"RouteAlreadyExists",
                    "The route identified by " + route.destination.block + " already exists."};
  }
  routes_of(route.table).emplace_back(route_to(route.destination, std::move(target)));
  save(call, route.table);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> replace_route(Call& call) {
  ENI_TRY(auto route, read_route(call));
  ENI_TRY(auto target, read_target(call, route.table));
  const auto found = find_route(route.table, route.destination);
  if (found == routes_of(route.table).end()) return no_such_route(route.table, route.destination);
  *found = route_to(route.destination, std::move(target));
  save(call, route.table);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> delete_route(Call& call) {
  ENI_TRY(auto route, read_route(call));
  const auto found = find_route(route.table, route.destination);
  if (found == routes_of(route.table).end()) {
    if (!is_local(call, route.table, route.destination)) return no_such_route(route.table, route.destination);
    return invalid_parameter_value("cannot remove local route " + route.destination.block +
                                   " in route table " + route.table.id);
  }
  routes_of(route.table).erase(found);
  save(call, route.table);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
