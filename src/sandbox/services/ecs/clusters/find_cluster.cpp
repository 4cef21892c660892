#include "sandbox/services/ecs/clusters/find_cluster.h"

#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {

std::string cluster_arn(const Call& call, std::string_view text) {
  if (text.starts_with("arn:")) return std::string(text);
  return call.arn("ecs", "cluster/" + std::string(text));
}

ApiResult<std::string> named_cluster(const Call& call) {
  const std::string text = call.params.text_or("cluster", kDefaultCluster);
  ENI_TRY(auto named, read_named(call, "cluster", text.empty() ? kDefaultCluster : std::string_view(text)));
  return std::move(named.name);
}

ApiResult<EcsCluster> find_cluster(const Call& call) {
  ENI_TRY(const auto name, named_cluster(call));
  ENI_TRY(auto cluster, find_cluster_of_any_status(call, name));
  if (cluster.status != EcsClusterStatus::kActive) return cluster_inactive();
  if (shown_status(call.env.store, cluster) == "FAILED") return client_exception("Cluster was not ACTIVE.");
  return cluster;
}

ApiResult<EcsCluster> find_cluster_of_any_status(const Call& call, std::string_view text) {
  ENI_TRY(const auto named, read_named(call, "cluster", text));
  auto cluster = call.store<EcsClusterRepository>().find(place_of(call), named.name);
  if (!cluster) return cluster_not_found();
  return *std::move(cluster);
}

Access cluster_access(const Call& call) {
  return access_to(call, cluster_arn(call, call.params.text_or("cluster", kDefaultCluster)));
}

Access list_in_cluster_access(const Call& call) {
  Access access;
  add_cluster_key(access, call);
  return access;
}

void add_cluster_key(Access& access, const Call& call) {
  access.context.emplace_back("ecs:cluster",
                              cluster_arn(call, call.params.text_or("cluster", kDefaultCluster)));
}

}  // namespace eni::sandbox::ecs_service
