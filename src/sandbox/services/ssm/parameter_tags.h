#pragma once
/// The tags of a request to Parameter Store.
#include <map>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ssm_service {

/// Tags: [{Key, Value}]. @error  ValidationException, TooManyTagsError
ApiResult<std::map<std::string, std::string>> tag_list(const Call& call);

}  // namespace eni::sandbox::ssm_service
