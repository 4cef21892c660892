#pragma once
/// The attributes of an instance. Source: AWS Cloud Map API Reference, "RegisterInstance".
#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::service_discovery {

/// Whether an instance of the service can have them.
/// @param service  its document
/// @error  InvalidInput: addresses that are none, what its records need and is missing, what the sandbox does not have
aws::ApiResult<void> check_attributes(const json::object& service, const json::object& attributes);

}  // namespace eni::sandbox::service_discovery
