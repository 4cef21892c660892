#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/host_value.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/container_instances/store_host.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxUpdated = 10;

ApiResult<EcsHostStatus> read_status(const Call& call) {
  const std::string status = call.params.text_or("status", "");
  if (status == "ACTIVE") return EcsHostStatus::kActive;
  if (status == "DRAINING") return EcsHostStatus::kDraining;
  return aws::invalid_parameter("Container instances status should be one of [ACTIVE, DRAINING]");
}

bool takes_state(EcsHostStatus status) {
  return status == EcsHostStatus::kActive || status == EcsHostStatus::kDraining;
}

/// @error  InvalidParameterException: only ACTIVE and DRAINING ones go over into the other
ApiResult<void> check_state(const EcsContainerInstance& instance, EcsHostStatus wanted) {
  if (takes_state(instance.status)) return {};
  return aws::invalid_parameter("Container instance " + instance.id + " cannot be set to " +
                                std::string(to_string(wanted)) + " while it is " +
                                std::string(to_string(instance.status)) + ".");
}

}  // namespace

ApiResult<Reply> update_container_instances_state(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto wanted, read_status(call));
  ENI_TRY(const auto names, text_list(call, "containerInstances", kMaxUpdated));
  if (names.empty()) return aws::invalid_parameter("Container instances can not be blank.");
  std::vector<Host> hosts;
  json::array failures;
  for (const std::string& name : names) {
    ENI_TRY(auto instance, find_instance(call, cluster, name));
    if (!instance || instance->status == EcsHostStatus::kInactive) {
      failures.push_back(failure(host_arn(call, name), instance ? "INACTIVE" : "MISSING"));
      continue;
    }
    ENI_CHECK(check_state(*instance, wanted));
    hosts.push_back(Host{cluster, *std::move(instance)});
  }
  json::array instances;
  for (Host& host : hosts) {
    if (host.instance.status != wanted) enter_status(call.env, host, wanted);
    instances.push_back(host_value(call.env.store, host, {}));
  }
  return Reply{json::object{{"containerInstances", std::move(instances)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecs_service
