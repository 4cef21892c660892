#pragma once
/// What may be shared: EC2 is asked, whose subnets they are.
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ram_repository.h"

namespace eni::sandbox::ram_service {

/// @param associations  those of resources are looked at
/// @error  MalformedArnException; UnknownResourceException for what is not the caller's; InvalidParameterException for what cannot
///         be shared
Task<ApiResult<void>> check_shareable(const Call& call, const std::vector<RamAssociation>& associations);

}  // namespace eni::sandbox::ram_service
