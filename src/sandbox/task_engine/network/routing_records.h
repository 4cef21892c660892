#pragma once
/// What EC2 keeps of a subnet's route table and network ACL, as routers have them: these are EC2's own and ask no API. Reads EC2's rows, as
/// ec2_records.h does.
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/store/store.h"
#include "sandbox/world/network_acls.h"
#include "sandbox/world/route_tables.h"

namespace eni::sandbox::task_engine {

struct SubnetRecord {
  std::vector<vpc::Cidr> blocks;  ///< that of IPv4 first
  world::RouteTable routes;       ///< the subnet's own, or the VPC's main one
  world::NetworkAcl acl;
  std::optional<TimePoint> changes_at;  ///< when a NAT gateway of its routes becomes available
};

/// @return  nothing if there is no such subnet, or not all of it
std::optional<SubnetRecord> find_subnet(Store& store, std::string_view id, TimePoint now);

/// The blocks of IPv4 of all VPCs in the VPC's Region, its own among them. Of very many VPCs its own, and all that is for private use. What
/// VPCs have of IPv6 is the documentation's (RFC 3849), to which world::RouteTables never leads.
std::vector<vpc::Cidr> blocks_of_vpcs(Store& store, std::string_view vpc);

}  // namespace eni::sandbox::task_engine
