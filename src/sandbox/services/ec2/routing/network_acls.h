#pragma once
/// Network ACLs as records: the default one of each VPC and those that callers make, with their entries and subnets. Where
/// tasks run, the world's routers filter by them.
/// Source: Amazon VPC User Guide, "Network ACL basics", "Default network ACL", "Custom network ACLs".
#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// Lets everything in and out, as IPv6 does once the VPC has a block.
Ec2Resource make_default_acl(const Call& call, const std::string& vpc);
/// Denies everything until it has entries.
Ec2Resource make_custom_acl(const Call& call, const Ec2Resource& vpc, const Ec2Tags& tags);

/// What a VPC's ACLs get with its first IPv6 block: the rule that denies what no other takes, and the default ACL the one
/// that allows all, in each direction whose entries are still those that it began with.
void add_ipv6_entries(const Call& call, std::string_view vpc);

void add_to_default_acl(const Call& call, std::string_view vpc, const std::string& subnet);
void remove_from_acls(const Call& call, std::string_view vpc, std::string_view subnet);

bool is_default_acl(const Ec2Resource& acl);
json::array& acl_entries(Ec2Resource& acl);
json::array& acl_associations(Ec2Resource& acl);
/// A new association; its id is the caller's to answer with.
std::string associate_acl(const Call& call, Ec2Resource& acl, const std::string& subnet);

/// Puts an entry where DescribeNetworkAcls shows it: egress first, then by number.
void insert_acl_entry(Ec2Resource& acl, json::object entry);
/// @return  its place in acl_entries(); the end if there is none
json::array::iterator find_acl_entry(Ec2Resource& acl, std::int64_t number, bool is_egress);

}  // namespace eni::sandbox::ec2_service
