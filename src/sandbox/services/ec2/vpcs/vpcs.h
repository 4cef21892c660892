#pragma once
/// VPCs: their blocks, and what each begins with.
#include <string>
#include <vector>

#include "sandbox/services/ec2/resources.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::ec2_service {

struct NewVpc {
  vpc::Cidr4 block;
  enum class Origin { kCreated, kDefault } origin = Origin::kCreated;
  std::string tenancy = "default";
  Ec2Tags tags = {};
};

/// A VPC with its default security group, main route table and default network ACL.
Ec2Resource make_vpc(const Call& call, const NewVpc& wanted);

/// The IPv4 and IPv6 blocks that are associated with a VPC or a subnet.
std::vector<vpc::Cidr4> blocks4_of(const Ec2Resource& vpc);
std::vector<vpc::Cidr6> blocks6_of(const Ec2Resource& vpc_or_subnet);

/// Adds a /56 that no other VPC has; with the first, network ACLs and security groups get their rules for IPv6.
/// @return  the association as on the wire
json::object add_provided_block6(const Call& call, Ec2Resource& vpc);

/// The caller's default VPC in the Region, if it was not deleted.
std::optional<Ec2Resource> find_default_vpc(const Call& call);

/// Whether instances of the VPC get public DNS names.
bool has_dns_hostnames(const Ec2Resource& vpc);

/// A parameter as a block of /16 to /28. @error  InvalidParameterValue; `range_error` for another size
ApiResult<vpc::Cidr4> read_block4(const std::string& text, std::string_view range_error);

}  // namespace eni::sandbox::ec2_service
