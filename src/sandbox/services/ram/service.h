#pragma once
/// AWS Resource Access Manager, as far as it takes to share a VPC's subnets with another account: all accounts of the sandbox
/// count as one organization with sharing switched on, so there are no invitations.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ram_service {

extern const Service kService;

}  // namespace eni::sandbox::ram_service
