#pragma once
/// Calls between services that are made again while they are throttled or the other service fails.
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// Gateway::call, up to six times, with pauses of 0.1 s, 0.2 s, … between them, where the error is one that passes by itself
/// (aws::error_kind). @error  of the last attempt
Task<ApiResult<Reply>> retried_call(Environment& env, Principal principal, aws::Region region,
                                    std::string service, std::string operation, json::object params);

}  // namespace eni::sandbox
