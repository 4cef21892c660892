#pragma once
/// The only way by which container instances change: the store's row, the cluster's count, placement, and the event
/// "ECS Container Instance State Change".
/// Source: Amazon ECS Developer Guide, "Container instance state change events".
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/container_instances/find_host.h"

namespace eni::sandbox::ecs_service {

/// Enters a new one. @return  it with its number
Host insert_host(Environment& env, Host host);

/// Writes it as it is now, and tells of it. A status of its own goes through enter_status().
void update_host(Environment& env, const Host& host);

/// Gives it another status, with the reason that is shown with it ("" for none), and writes it.
void enter_status(Environment& env, Host& host, EcsHostStatus status, std::string_view reason = {});

/// Nothing if it, or its cluster, is gone.
std::optional<Host> load_host(Store& store, EcsContainerInstanceNumber number);

}  // namespace eni::sandbox::ecs_service
