#pragma once
/// AWS Cloud Map, as far as ECS's service discovery uses it: namespaces, services and their instances as API calls find them. The names
/// of private namespaces are answered by the resolver of their VPC, for tasks that really run.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::service_discovery {

extern const Service kService;

}  // namespace eni::sandbox::service_discovery
