#pragma once
/// DHCP options: the set that AWS gives to each account in each Region.
/// Source: Amazon VPC User Guide, "DHCP option sets": AmazonProvidedDNS and the Region's domain.
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// Its id; the set is made if there is none yet.
std::string default_dhcp_options(const Call& call);

}  // namespace eni::sandbox::ec2_service
