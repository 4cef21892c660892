#pragma once
/// Tags of functions.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::lambda_service {

/// The call's Tags, checked. @error  InvalidParameterValueException
ApiResult<json::object> given_tags(const Call& call);

}  // namespace eni::sandbox::lambda_service
