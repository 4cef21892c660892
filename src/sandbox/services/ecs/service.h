#pragma once
/// Amazon Elastic Container Service: account settings.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

extern const Service kService;

}  // namespace eni::sandbox::ecs_service
