#pragma once
/// Route tables: the main one of each VPC, and what subnets are associated with.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// A table associated with nothing. The routes within the VPC are not stored: they follow the VPC's blocks.
Ec2Resource make_route_table(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags);
/// The same as the VPC's main table.
Ec2Resource make_main_route_table(const Call& call, const Ec2Resource& vpc);
/// 0.0.0.0/0 to the gateway, in the VPC's main table.
void add_default_route(const Call& call, std::string_view vpc, const std::string& gateway);
/// Takes the subnet out of the table that it is explicitly associated with, if it is.
void remove_subnet_association(const Call& call, std::string_view vpc, std::string_view subnet);

/// As DescribeRouteTables shows it: local routes first; a route whose target is gone is a blackhole.
json::object route_table_item(const Call& call, const Ec2Resource& route_table);
json::array& associations_of(Ec2Resource& route_table);
json::object new_association(const Call& call, const Ec2Resource& route_table, const std::string& subnet);

std::vector<Ec2Resource> route_tables_of(const Call& call, std::string_view vpc);
bool is_main(const Ec2Resource& route_table);

}  // namespace eni::sandbox::ec2_service
