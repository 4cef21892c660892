/// CreateRouteTable, DeleteRouteTable, DescribeRouteTables, and associations of route tables.
#include <algorithm>

#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/routing/route_tables.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"association.main", "associationSet.main"},
    {"association.route-table-association-id", "associationSet.routeTableAssociationId"},
    {"association.route-table-id", "associationSet.routeTableId"},
    {"association.subnet-id", "associationSet.subnetId"},
    {"owner-id", "ownerId"},
    {"route-table-id", "routeTableId"},
    {"route.destination-cidr-block", "routeSet.destinationCidrBlock"},
    {"route.destination-ipv6-cidr-block", "routeSet.destinationIpv6CidrBlock"},
    {"route.gateway-id", "routeSet.gatewayId"},
    {"route.instance-id", "routeSet.instanceId"},
    {"route.nat-gateway-id", "routeSet.natGatewayId"},
    {"route.origin", "routeSet.origin"},
    {"route.state", "routeSet.state"},
    {"vpc-id", "vpcId"},
};

json::array::iterator find_in(json::array& set, std::string_view member, const std::string& value) {
  return std::find_if(set.begin(), set.end(), [&](const json::value& association) {
    return find_string(association.as_object(), member) == value;
  });
}

/// The table with that association. @error  InvalidAssociationID.NotFound
ApiResult<Ec2Resource> table_with(const Call& call, const std::string& association) {
  for (auto& table : call.store<Ec2Repository>().list(place_of(call), "route-table")) {
    json::array& set = associations_of(table);
    if (find_in(set, "routeTableAssociationId", association) != set.end()) return std::move(table);
  }
  return not_found("InvalidAssociationID.NotFound", "association", association);
}

/// The explicit association of a subnet, "" if it has none.
std::string association_of_subnet(const Call& call, const Ec2Resource& subnet) {
  for (Ec2Resource& table : route_tables_of(call, subnet.scope)) {
    json::array& set = associations_of(table);
    const auto found = find_in(set, "subnetId", subnet.id);
    if (found != set.end()) return as_text(found->at("routeTableAssociationId"));
  }
  return {};
}

json::object associated() { return {{"state", "associated"}}; }

}  // namespace

ApiResult<Reply> create_route_table(Call& call) {
  const ClientToken token{call, "CreateRouteTable"};
  ENI_TRY(const auto before, token.find());
  if (before) {
    ENI_TRY(const auto table, own(call, "route-table", *before));
    return Reply{json::object{{"routeTable", route_table_item(call, table)}}};
  }
  ENI_TRY(const auto vpc_id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto vpc, own(call, "vpc", vpc_id));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateRouteTable", {"route-table"}));
  const Ec2Resource table = make_route_table(call, vpc, tags_for(tags, "route-table"));
  token.remember(table.id);
  return Reply{json::object{{"routeTable", route_table_item(call, table)}}};
}

ApiResult<Reply> delete_route_table(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "RouteTableId"));
  ENI_TRY(auto table, own(call, "route-table", id));
  if (!associations_of(table).empty()) {
    return ApiError{"DependencyViolation",
                    "The routeTable '" + id + "' has dependencies and cannot be deleted."};
  }
  call.store<Ec2Repository>().remove(id);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_route_tables(Call& call) {
  if (!call.params.has("RouteTableId")) {
    const auto item = [&call](const Ec2Resource& table) { return route_table_item(call, table); };
    ENI_TRY(auto page, page_of_all(call, "route-table", item, kFilters));
    return page_reply(std::move(page), "routeTableSet");
  }
  ENI_TRY(const auto tables, own_listed(call, "route-table", "RouteTableId"));
  std::vector<json::object> items;
  for (const Ec2Resource& table : tables) items.push_back(route_table_item(call, table));
  return describe(call, std::move(items), "routeTableSet", "routeTableId", kFilters);
}

ApiResult<Reply> associate_route_table(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "RouteTableId"));
  ENI_TRY(const auto subnet_id, required_parameter(call, "SubnetId"));
  ENI_TRY(auto table, own(call, "route-table", id));
  ENI_TRY(const auto subnet, own(call, "subnet", subnet_id));
  if (subnet.scope != table.scope) {
    return invalid_parameter_value("Route table " + id + " and subnet " + subnet_id +
                                   " belong to different networks");
  }
  if (!association_of_subnet(call, subnet).empty()) {
    return ApiError{"Resource.AlreadyAssociated", "the specified association for route table " + id +
                                                      " conflicts with an existing association"};
  }
  const json::object association = new_association(call, table, subnet_id);
  associations_of(table).emplace_back(association);
  save(call, table);
  return Reply{json::object{{"associationId", association.at("routeTableAssociationId")},
                            {"associationState", associated()}}};
}

ApiResult<Reply> disassociate_route_table(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "AssociationId"));
  ENI_TRY(auto table, table_with(call, id));
  json::array& set = associations_of(table);
  const auto found = find_in(set, "routeTableAssociationId", id);
  if (found->at("main").as_bool())
    return invalid_parameter_value("cannot disassociate the main route table association " + id);
  set.erase(found);
  save(call, table);
  return Reply{json::object{{"return", true}}};
}

/// The association moves to another table under a new id; so the VPC's main table is changed, too.
ApiResult<Reply> replace_route_table_association(Call& call) {
  ENI_TRY(const auto association_id, required_parameter(call, "AssociationId"));
  ENI_TRY(const auto table_id, required_parameter(call, "RouteTableId"));
  ENI_TRY(auto from, table_with(call, association_id));
  ENI_TRY(const auto to, own(call, "route-table", table_id));
  if (from.scope != to.scope) {
    return invalid_parameter_value("Route table " + table_id + " and association " + association_id +
                                   " belong to different networks");
  }
  json::array& set = associations_of(from);
  const auto found = find_in(set, "routeTableAssociationId", association_id);
  const std::string subnet = text_at(found->as_object(), "subnetId");
  set.erase(found);
  save(call, from);
  ENI_TRY(auto target, own(call, "route-table", table_id));  // It may be the same table.
  const json::object association = new_association(call, target, subnet);
  associations_of(target).emplace_back(association);
  save(call, target);
  return Reply{json::object{{"newAssociationId", association.at("routeTableAssociationId")},
                            {"associationState", associated()}}};
}

}  // namespace eni::sandbox::ec2_service
