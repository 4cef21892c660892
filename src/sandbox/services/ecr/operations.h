#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

ApiResult<Reply> describe_repositories(Call& call);

/// The repositories that the call names, as resources; "*" if it names none.
Access described_repositories_access(const Call& call);

}  // namespace eni::sandbox::ecr_service
