/// UpdateCluster and UpdateClusterSettings: members of the cluster replaced one by one.
#include "sandbox/services/ecs/clusters/cluster_input.h"
#include "sandbox/services/ecs/clusters/cluster_value.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {
namespace {

ApiResult<Reply> replace_members(Call& call) {
  ENI_CHECK(required_member(call, "cluster"));
  ENI_TRY(auto members, read_cluster_members(call));
  ENI_TRY(auto cluster, find_cluster(call));
  for (auto& member : members) cluster.document[member.key()] = std::move(member.value());
  call.store<EcsClusterRepository>().update(cluster);
  const ClusterFields fields{.configurations = true, .settings = true, .statistics = false, .tags = true};
  return Reply{json::object{{"cluster", cluster_value(call, cluster, fields)}}};
}

ApiResult<void> require_list(const Call& call, std::string_view name) {
  if (!call.params.has(name)) return aws::invalid_parameter(std::string(name) + " can not be blank.");
  return {};
}

}  // namespace

ApiResult<Reply> update_cluster(Call& call) { return replace_members(call); }

ApiResult<Reply> update_cluster_settings(Call& call) {
  ENI_CHECK(require_list(call, "settings"));
  return replace_members(call);
}

}  // namespace eni::sandbox::ecs_service
