#pragma once
/// The services of the sandbox, a row each.
#include <span>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

std::span<const Service* const> all_services();

}  // namespace eni::sandbox
