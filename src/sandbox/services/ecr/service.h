#pragma once
/// Amazon Elastic Container Registry: repositories, their images and layers, by the API (`images`, `layers`, `lifecycle`) and by the
/// protocol that docker and others speak (`registry`), which asks the API. Manifests and what refers to them are rows, layers are
/// files.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecr_service {

extern const Service kService;

}  // namespace eni::sandbox::ecr_service
