#pragma once
/// The tags of a request to Secrets Manager.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::secrets_manager {

/// `before` with the call's Tags. @error  InvalidParameterException for keys that begin with aws:, for more than 50
ApiResult<json::array> tags_with(const Call& call, const json::array& before);

}  // namespace eni::sandbox::secrets_manager
