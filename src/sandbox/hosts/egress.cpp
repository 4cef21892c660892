#include "sandbox/hosts/egress.h"

#include <algorithm>

#include "aws/partition.h"
#include "sandbox/hosts/ec2_records.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kEverywhere = "0.0.0.0/0";

bool is_associated(const json::object& table, std::string_view subnet) {
  return std::ranges::any_of(array_at(table, "associationSet"), [subnet](const json::value& association) {
    return text_at(association, "subnetId") == subnet;
  });
}

bool is_main(const json::object& table) {
  return std::ranges::any_of(array_at(table, "associationSet"), [](const json::value& association) {
    return flag_at(association.as_object(), "main");
  });
}

/// The table that counts for a subnet: the one that it is associated with, else the VPC's main one.
const json::object* table_of(const std::vector<json::object>& tables, std::string_view subnet) {
  const auto own = std::find_if(tables.begin(), tables.end(),
                                [subnet](const json::object& table) { return is_associated(table, subnet); });
  if (own != tables.end()) return &*own;
  const auto main = std::find_if(tables.begin(), tables.end(), is_main);
  return main == tables.end() ? nullptr : &*main;
}

bool leads_to_internet_gateway(const json::object& table) {
  return std::ranges::any_of(array_at(table, "routeSet"), [](const json::value& route) {
    return text_at(route, "destinationCidrBlock") == kEverywhere &&
           text_at(route, "gatewayId").starts_with("igw-");
  });
}

}  // namespace

bool reaches_aws(Store& store, const Machine& machine) {
  const auto interfaces = interfaces_of_instance(store, machine.instance_id);
  if (interfaces.empty()) return true;
  const bool has_public_address = std::any_of(
      interfaces.begin(), interfaces.end(),
      [](const InterfaceRecord& interface) { return find(interface.document, "association") != nullptr; });
  if (has_public_address) return true;
  const InterfaceRecord& primary = interfaces.front();
  const auto tables = route_tables(store, primary.vpc);
  const json::object* table = table_of(tables, primary.subnet);
  return !table || !leads_to_internet_gateway(*table);
}

std::string connection_error(const Machine& machine, std::string_view operation) {
  const std::string url = aws::endpoint_url("ecs", machine.region);
  return "operation error ECS: " + std::string(operation) +
         ", exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request "
         "send failed, Post \"" +
         url + "/\": dial tcp: i/o timeout";
}

}  // namespace eni::sandbox::hosts
