#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/host_value.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxDescribed = 100;

}  // namespace

ApiResult<Reply> describe_container_instances(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto names, text_list(call, "containerInstances", kMaxDescribed));
  if (names.empty()) return aws::invalid_parameter("Container instances can not be blank.");
  const HostFields fields{.tags = includes(call, "TAGS"),
                          .health = includes(call, "CONTAINER_INSTANCE_HEALTH")};
  json::array instances;
  json::array failures;
  for (const std::string& name : names) {
    ENI_TRY(auto instance, find_instance(call, cluster, name));
    if (instance) {
      instances.push_back(host_value(call.env.store, Host{cluster, *std::move(instance)}, fields));
    } else {
      failures.push_back(failure(host_arn(call, name), "MISSING"));
    }
  }
  return Reply{json::object{{"containerInstances", std::move(instances)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecs_service
