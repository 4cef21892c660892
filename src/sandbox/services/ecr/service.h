#pragma once
/// Amazon Elastic Container Registry, as far as templates and clients make repositories: containers are not run, so nobody pushes or
/// pulls an image, and a repository is what was said of it.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

extern const Service kService;

}  // namespace eni::sandbox::ecr_service
