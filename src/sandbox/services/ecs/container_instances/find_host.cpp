#include "sandbox/services/ecs/container_instances/find_host.h"

#include "aws/arn.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

ApiResult<std::optional<EcsContainerInstance>> find_instance(const Call& call, const EcsCluster& cluster,
                                                             std::string_view text) {
  ENI_TRY(const auto id, read_name_in(call, cluster.name, "container-instance", text));
  return call.store<EcsContainerInstanceRepository>().find(cluster.number, id);
}

ApiResult<Host> find_host(const Call& call) {
  ENI_TRY(auto cluster, find_cluster(call));
  ENI_TRY(const auto text, required_member(call, "containerInstance"));
  ENI_TRY(auto instance, find_instance(call, cluster, text));
  if (!instance || instance->status == EcsHostStatus::kInactive)
    return aws::invalid_parameter("Referenced container instance " + text + " not found.");
  return Host{std::move(cluster), *std::move(instance)};
}

std::string host_arn(const Call& call, std::string_view text) {
  if (text.starts_with("arn:")) return std::string(text);
  const auto cluster = named_cluster(call);
  return call.arn("ecs", "container-instance/" + (cluster.has_value() ? *cluster : std::string("*")) + "/" +
                             std::string(text));
}

Access host_access(const Call& call) {
  std::vector<std::string> hosts;
  if (const auto one = call.params.text("containerInstance")) hosts.push_back(host_arn(call, *one));
  for (const std::string& text : texts_at(call.params.all(), "containerInstances"))
    hosts.push_back(host_arn(call, text));
  if (hosts.empty()) hosts.push_back(host_arn(call, "*"));
  Access access = access_to(call, hosts);
  add_cluster_key(access, call);
  return access;
}

}  // namespace eni::sandbox::ecs_service
