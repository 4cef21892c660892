#pragma once
/// The layers of a function: what it may have, and what of them its program finds at /opt.
/// Source: Lambda developer guide, "Managing Lambda dependencies with layers", "Lambda quotas".
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

/// Takes over the call's Layers: five at most, no two of one layer, each one's version there and for the caller to use.
ApiResult<void> apply_layers(const Call& call, json::object& configuration);

/// @param code_bytes  of the function's own code, unzipped
/// @error             InvalidParameterValueException: more than 250 MB together with its layers
ApiResult<void> check_size_with_layers(const Call& call, const LambdaFunction& function,
                                       std::int64_t code_bytes);

/// Their zips, in the order in which they are laid over each other.
std::vector<std::string> layer_zips(Store& store, const LambdaFunction& function);

}  // namespace eni::sandbox::lambda_service
