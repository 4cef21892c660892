#pragma once
/// AWS Systems Manager: Parameter Store.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ssm_service {

extern const Service kService;

}  // namespace eni::sandbox::ssm_service
