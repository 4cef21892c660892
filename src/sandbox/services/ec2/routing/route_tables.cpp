#include "sandbox/services/ec2/routing/route_tables.h"

#include <algorithm>

#include "sandbox/services/ec2/vpcs/vpcs.h"

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

}  // namespace

Ec2Resource make_route_table(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags) {
  const std::string id = new_id(call, "rtb-");
  json::object document{{"routeTableId", id},
                        {"vpcId", vpc.id},
                        {"ownerId", call.account().value},
                        {"routeSet", local_routes(vpc)},
                        {"associationSet", json::array{}},
                        {"propagatingVgwSet", json::array{}}};
  return make(call, "route-table", id, vpc.id, std::move(document), tags);
}

Ec2Resource make_main_route_table(const Call& call, const Ec2Resource& vpc) {
  Ec2Resource table = make_route_table(call, vpc, {});
  table.document.at("associationSet")
      .as_array()
      .push_back(json::object{{"routeTableAssociationId", new_id(call, "rtbassoc-")},
                              {"routeTableId", table.id},
                              {"main", true},
                              {"associationState", json::object{{"state", "associated"}}}});
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
    json::array& set = table.document.at("associationSet").as_array();
    const auto found = std::find_if(set.begin(), set.end(), [subnet](const json::value& association) {
      return find_string(association.as_object(), "subnetId") == subnet;
    });
    if (found == set.end()) continue;
    set.erase(found);
    save(call, table);
  }
}

}  // namespace eni::sandbox::ec2_service
