#pragma once
/// Where a load balancer is to be: its subnets and security groups, looked up in EC2.
#include <string>
#include <vector>

#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

struct PlacedSubnet {
  std::string id;
  std::string zone;
  std::string allocation;           ///< the Elastic IP that its node is to have; else ""
  std::string private_address;      ///< the address that its node is to have; else ""
  std::string public_address = {};  ///< of the Elastic IP
};

struct Placement {
  std::string vpc_id;
  std::vector<PlacedSubnet> subnets;
};

/// What decides on the subnets that a load balancer can have.
struct PlacementRules {
  std::string type;                       ///< "application" or "network"
  std::string scheme;                     ///< "internet-facing" or "internal"
  std::string ip_address_type;            ///< "ipv4" or one with IPv6
  std::vector<std::string> present = {};  ///< subnets that have a node already
};

/// Those that Subnets or SubnetMappings name.
/// @error  SubnetNotFound, InvalidSubnet, AllocationIdNotFound, InvalidConfigurationRequest, ValidationError
Task<ApiResult<Placement>> read_placement(const Call& call, PlacementRules rules);

/// Whether the subnets in `rules.present` can be those of a load balancer by these rules. @error  those of read_placement
Task<ApiResult<void>> check_subnets(const Call& call, PlacementRules rules);

/// Those that SecurityGroups names; without any, the default group of the VPC for an application load balancer and none for a
/// network one.
/// @error  InvalidConfigurationRequest
Task<ApiResult<std::vector<std::string>>> read_security_groups(const Call& call, std::string vpc_id,
                                                               std::string type);

}  // namespace eni::sandbox::elb_service
