#pragma once
/// The group that a call is about.
#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// By GroupId, or by GroupName among the default VPC's. @error  MissingParameter, InvalidGroup.NotFound
ApiResult<Ec2Resource> find_group(const Call& call);

}  // namespace eni::sandbox::ec2_service
