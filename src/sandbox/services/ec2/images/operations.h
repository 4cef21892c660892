#pragma once
/// Operations on machine images, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> describe_images(Call& call);

}  // namespace eni::sandbox::ec2_service
