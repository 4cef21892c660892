#pragma once
/// The default VPC that every account has in every Region.
/// Source: Amazon VPC User Guide, "Default VPCs": 172.31.0.0/16, a public /20 in each zone, an internet gateway.
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {

/// Makes the default VPC at the first call of an account in a Region. Once: a deleted one does not come back.
void ensure_default_vpc(const Call& call);

/// A default VPC with its subnets, gateway and default route. There is none.
Ec2Resource make_default_vpc(const Call& call);

/// A default subnet in `zone`, of the first /20 that is free in the default VPC. @error  InvalidSubnet.Range if none is
ApiResult<Ec2Resource> make_default_subnet(const Call& call, const Ec2Resource& vpc,
                                           const AvailabilityZone& zone);

}  // namespace eni::sandbox::ec2_service
