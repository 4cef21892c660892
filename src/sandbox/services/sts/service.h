#pragma once
/// AWS Security Token Service: who somebody is, and temporary credentials.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::sts_service {

extern const Service kService;

}  // namespace eni::sandbox::sts_service
