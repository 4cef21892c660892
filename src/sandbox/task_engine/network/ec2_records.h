#pragma once
/// What EC2 keeps of the interfaces of tasks and their hosts, as the wires between them have it: networks are EC2's own hardware and ask
/// no API. The one place where tasks' networks read EC2's rows (tests/test_layers.py).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/store.h"
#include "sandbox/world/security_groups.h"
#include "sandbox/world/vpc_network.h"

namespace eni::sandbox::task_engine {

struct InterfaceRecord {
  std::string id;
  std::string vpc;
  world::Interface wire;
  std::vector<std::string> groups;  ///< ids of its security groups
  std::string private_dns_name;     ///< "ip-10-0-1-20.ec2.internal"
  std::string trunk;                ///< of an associated branch: its trunk's id; else ""
  world::VlanId vlan_id = 0;        ///< of an associated branch
  std::string subnet = {};
  bool has_public_address = false;
};

/// The members of a VPC or subnet that have its blocks.
struct BlockSet {
  const char* associations;
  const char* block;
};
inline constexpr BlockSet kIpv4Blocks{"cidrBlockAssociationSet", "cidrBlock"};
inline constexpr BlockSet kIpv6Blocks{"ipv6CidrBlockAssociationSet", "ipv6CidrBlock"};
std::vector<vpc::Cidr> blocks_in(const json::object& holder, const BlockSet& set);

/// @return  nothing if there is none, or none with an IPv4 address
std::optional<InterfaceRecord> find_interface(Store& store, std::string_view id);
std::optional<InterfaceRecord> find_interface_at(Store& store, std::string_view vpc,
                                                 std::string_view address);
/// The first is the primary one.
std::vector<InterfaceRecord> interfaces_of_instance(Store& store, std::string_view instance);

/// With its rules, as far as a router knows them: those of prefix lists are left out.
std::optional<world::SecurityGroup> find_security_group(Store& store, std::string_view id);

/// All its blocks, of both families. Empty: there is no such VPC.
std::vector<vpc::Cidr> blocks_of_vpc(Store& store, std::string_view vpc);
/// Its first block, from which its resolver's address is counted. @return  nothing if there is no such VPC
std::optional<vpc::Cidr4> block_of_vpc(Store& store, std::string_view vpc);

}  // namespace eni::sandbox::task_engine
