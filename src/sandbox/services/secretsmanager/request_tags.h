#pragma once
/// The tags of a request to Secrets Manager.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::secrets_manager {

/// `before` with the call's Tags. @error  InvalidParameterException for no key, keys that begin with aws: or come twice, more than 50
ApiResult<json::array> tags_with(const Call& call, const json::array& before);

}  // namespace eni::sandbox::secrets_manager
