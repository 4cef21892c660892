#include "sandbox/services/ecs/container_instances/host_value.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {

/// The EC2 instance stays. Tasks on the host are stopped where `force` says so.
ApiResult<Reply> deregister_container_instance(Call& call) {
  ENI_TRY(auto host, find_host(call));
  const bool force = flag(call, "force");
  if (!force && host.instance.running_tasks + host.instance.pending_tasks > 0)
    return aws::invalid_parameter("Found running tasks on the instance.");
  host.instance.agent_connected = false;
  if (host.instance.status != EcsHostStatus::kDeregistering) engine_of(call.env).hosts().deregister(host);
  return Reply{json::object{{"containerInstance", host_value(call.env.store, host, {})}}};
}

}  // namespace eni::sandbox::ecs_service
