#pragma once
/// GET /_sandbox/health: answers as soon as the sandbox does, with its version and services.
#include <span>

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

Page health_page(std::span<const Service* const> services);

}  // namespace eni::sandbox
