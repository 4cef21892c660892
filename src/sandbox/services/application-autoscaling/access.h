#pragma once
/// What IAM is asked about calls.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::application_autoscaling_service {

/// The scalable target that the call names, with its tags and the keys service-namespace and scalable-dimension.
Access target_access(const Call& call);
/// The one in ResourceARN.
Access tagged_access(const Call& call);

}  // namespace eni::sandbox::application_autoscaling_service
