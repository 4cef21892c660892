#pragma once
/// Subnets: their address pools, and who sees them.
#include <string>
#include <vector>

#include "sandbox/services/ec2/regions/regions.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {

struct NewSubnet {
  vpc::Cidr4 block;
  std::optional<vpc::Cidr6> block6 = {};
  AvailabilityZone zone;
  enum class Origin { kCreated, kDefault } origin = Origin::kCreated;
  Ec2Tags tags = {};
};

/// Whether the VPC can take such a subnet. @error  InvalidSubnet.Range, InvalidSubnet.Conflict
ApiResult<void> check_subnet_fits(const Call& call, const Ec2Resource& vpc, const NewSubnet& wanted);

/// The same for an IPv6 block that a subnet gets later.
ApiResult<void> check_subnet_block6_fits(const Call& call, const Ec2Resource& vpc, const vpc::Cidr6& block);
/// A parameter as a /64. @error  InvalidParameterValue
ApiResult<vpc::Cidr6> read_subnet_block6(const std::string& text);

/// A subnet with its pool of addresses, associated with the VPC's default network ACL. It fits.
Ec2Resource make_subnet(const Call& call, const Ec2Resource& vpc, const NewSubnet& wanted);

/// The subnets of a VPC.
std::vector<Ec2Resource> subnets_of(const Call& call, std::string_view vpc_id);

/// A subnet of the caller, or one that another account shares with it.
std::optional<Ec2Resource> find_subnet(const Call& call, std::string_view id);
/// @error  InvalidSubnetID.NotFound
ApiResult<Ec2Resource> visible_subnet(const Call& call, std::string_view id);
/// All that find_subnet would find.
std::vector<Ec2Resource> visible_subnets(const Call& call);

/// As DescribeSubnets shows it, availableIpAddressCount counted.
json::object subnet_item(const Call& call, const Ec2Resource& subnet);

}  // namespace eni::sandbox::ec2_service
