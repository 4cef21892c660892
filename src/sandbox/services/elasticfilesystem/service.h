#pragma once
/// Amazon Elastic File System, as far as templates and clients make file systems: nothing mounts one, so each is what was said of it.
/// A mount target has an interface in its subnet.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::efs_service {

extern const Service kService;

}  // namespace eni::sandbox::efs_service
