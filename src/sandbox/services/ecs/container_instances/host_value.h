#pragma once
/// A container instance as replies and events show it.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/container_instances/find_host.h"

namespace eni::sandbox::ecs_service {

/// What `include` of DescribeContainerInstances asks for.
struct HostFields {
  bool tags = false;
  bool health = false;
};

json::object host_value(Store& store, const Host& host, const HostFields& fields);

}  // namespace eni::sandbox::ecs_service
