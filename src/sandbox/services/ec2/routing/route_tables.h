#pragma once
/// Route tables: the main one of each VPC, and what subnets are associated with.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// A table with the routes within the VPC, associated with nothing.
Ec2Resource make_route_table(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags);
/// The same as the VPC's main table.
Ec2Resource make_main_route_table(const Call& call, const Ec2Resource& vpc);
/// 0.0.0.0/0 to the gateway, in the VPC's main table.
void add_default_route(const Call& call, std::string_view vpc, const std::string& gateway);
/// Takes the subnet out of the table that it is explicitly associated with, if it is.
void remove_subnet_association(const Call& call, std::string_view vpc, std::string_view subnet);

std::vector<Ec2Resource> route_tables_of(const Call& call, std::string_view vpc);
bool is_main(const Ec2Resource& route_table);

}  // namespace eni::sandbox::ec2_service
