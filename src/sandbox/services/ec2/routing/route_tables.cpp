#include "sandbox/services/ec2/routing/route_tables.h"

#include <algorithm>

#include "sandbox/services/ec2/routing/nat_gateways.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

json::array local_routes(const Ec2Resource& vpc) {
  json::array routes;
  for (const auto& block : blocks4_of(vpc)) {
    routes.push_back(json::object{{"destinationCidrBlock", block.text()},
                                  {"gatewayId", "local"},
                                  {"state", "active"},
                                  {"origin", "CreateRouteTable"}});
  }
  for (const auto& block : blocks6_of(vpc)) {
    routes.push_back(json::object{{"destinationIpv6CidrBlock", block.text()},
                                  {"gatewayId", "local"},
                                  {"state", "active"},
                                  {"origin", "CreateRouteTable"}});
  }
  return routes;
}

/// Whether what the route leads to is still there.
bool leads_somewhere(const Call& call, const json::object& route, std::string_view vpc) {
  if (const auto id = find_string(route, "gatewayId")) {
    const auto gateway = call.store<Ec2Repository>().find(*id);
    return gateway && gateway->scope == vpc;
  }
  if (const auto id = find_string(route, "egressOnlyInternetGatewayId")) {
    const auto gateway = call.store<Ec2Repository>().find(*id);
    return gateway && gateway->scope == vpc;
  }
  if (const auto id = find_string(route, "natGatewayId")) return is_nat_gateway_usable(call, *id);
  if (const auto id = find_string(route, "networkInterfaceId")) {
    const auto interface = call.store<Ec2InterfaceRepository>().find(*id);
    return interface && !interface->attachment.empty();
  }
  return false;
}

}  // namespace

json::array& associations_of(Ec2Resource& route_table) {
  return route_table.document.at("associationSet").as_array();
}

json::object new_association(const Call& call, const Ec2Resource& route_table, const std::string& subnet) {
  json::object association{{"routeTableAssociationId", new_id(call, "rtbassoc-")},
                           {"routeTableId", route_table.id},
                           {"main", subnet.empty()},
                           {"associationState", json::object{{"state", "associated"}}}};
  if (!subnet.empty()) association["subnetId"] = subnet;
  return association;
}

json::object route_table_item(const Call& call, const Ec2Resource& route_table) {
  json::object item = shown(call, route_table);
  json::array routes;
  if (const auto vpc = call.store<Ec2Repository>().find(route_table.scope)) routes = local_routes(*vpc);
  for (const json::value& stored : item.at("routeSet").as_array()) {
    json::object route = stored.as_object();
    route["state"] = leads_somewhere(call, route, route_table.scope) ? "active" : "blackhole";
    routes.emplace_back(std::move(route));
  }
  item["routeSet"] = std::move(routes);
  return item;
}

Ec2Resource make_route_table(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags) {
  const std::string id = new_id(call, "rtb-");
  json::object document{{"routeTableId", id},
                        {"vpcId", vpc.id},
                        {"ownerId", call.account().value},
                        {"routeSet", json::array{}},
                        {"associationSet", json::array{}},
                        {"propagatingVgwSet", json::array{}}};
  return make(call, "route-table", id, vpc.id, std::move(document), tags);
}

Ec2Resource make_main_route_table(const Call& call, const Ec2Resource& vpc) {
  Ec2Resource table = make_route_table(call, vpc, {});
  associations_of(table).emplace_back(new_association(call, table, ""));
  save(call, table);
  return table;
}

std::vector<Ec2Resource> route_tables_of(const Call& call, std::string_view vpc) {
  return call.store<Ec2Repository>().list_in(vpc, "route-table");
}

bool is_main(const Ec2Resource& route_table) {
  const json::array& set = route_table.document.at("associationSet").as_array();
  return std::any_of(set.begin(), set.end(),
                     [](const json::value& association) { return association.at("main").as_bool(); });
}

void add_default_route(const Call& call, std::string_view vpc, const std::string& gateway) {
  for (Ec2Resource& table : route_tables_of(call, vpc)) {
    if (!is_main(table)) continue;
    table.document.at("routeSet")
        .as_array()
        .push_back(json::object{{"destinationCidrBlock", "0.0.0.0/0"},
                                {"gatewayId", gateway},
                                {"state", "active"},
                                {"origin", "CreateRoute"}});
    save(call, table);
  }
}

void remove_subnet_association(const Call& call, std::string_view vpc, std::string_view subnet) {
  for (Ec2Resource& table : route_tables_of(call, vpc)) {
    json::array& set = associations_of(table);
    const auto found = std::find_if(set.begin(), set.end(), [subnet](const json::value& association) {
      return find_string(association.as_object(), "subnetId") == subnet;
    });
    if (found == set.end()) continue;
    set.erase(found);
    save(call, table);
  }
}

}  // namespace eni::sandbox::ec2_service
