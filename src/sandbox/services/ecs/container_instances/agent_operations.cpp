/// DiscoverPollEndpoint, which agents ask first, and UpdateContainerAgent.
#include "sandbox/services/ecs/container_instances/find_host.h"
#include "sandbox/services/ecs/container_instances/operations.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> discover_poll_endpoint(Call& call) {
  const std::string domain =
      call.region.value + (call.partition() == "aws-cn" ? ".amazonaws.com.cn/" : ".amazonaws.com/");
  return Reply{json::object{{"endpoint", "https://ecs-a-1." + domain},
                            {"telemetryEndpoint", "https://ecs-t-1." + domain},
                            {"serviceConnectEndpoint", "https://ecs-sc." + domain}}};
}

/// Simulated agents have no newer version to go to.
ApiResult<Reply> update_container_agent(Call& call) {
  ENI_TRY(const auto host, find_host(call));
  if (host.instance.agent_version.empty()) {
    return ApiError{"MissingVersionException",
                    "Amazon ECS can't determine the current version of the Amazon ECS container agent on the "
                    "container instance."};
  }
  return ApiError{"NoUpdateAvailableException",
                  "There is no update available for this Amazon ECS container agent."};
}

}  // namespace eni::sandbox::ecs_service
