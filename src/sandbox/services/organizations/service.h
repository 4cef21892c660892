#pragma once
/// AWS Organizations, as far as accounts, units and trusted services go: what StackSets deploy to. No policies, no invitations.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::organizations_service {

extern const Service kService;

}  // namespace eni::sandbox::organizations_service
