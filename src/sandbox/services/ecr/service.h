#pragma once
/// Amazon Elastic Container Registry, as far as clients ask for it on their way: containers are not run, so there is no image to
/// keep, and no account has a repository.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

extern const Service kService;

}  // namespace eni::sandbox::ecr_service
