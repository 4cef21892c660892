#pragma once
/// The elastic IP address that a call is about.
#include <string>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// By AllocationId or PublicIp. @error  MissingParameter, InvalidAllocationID.NotFound, InvalidAddress.NotFound
ApiResult<Ec2Resource> find_address(const Call& call);
ApiResult<Ec2Resource> address_by_public_ip(const Call& call, const std::string& public_ip);
/// @error  InvalidAssociationID.NotFound
ApiResult<Ec2Resource> address_by_association(const Call& call, const std::string& association);

}  // namespace eni::sandbox::ec2_service
