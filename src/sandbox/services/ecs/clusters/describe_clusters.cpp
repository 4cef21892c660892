#include "sandbox/services/ecs/clusters/cluster_value.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/clusters/operations.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxClusters = 100;

ClusterFields read_fields(const Call& call) {
  return ClusterFields{.configurations = includes(call, "CONFIGURATIONS"),
                       .settings = includes(call, "SETTINGS"),
                       .statistics = includes(call, "STATISTICS"),
                       .tags = includes(call, "TAGS"),
                       .attachments = includes(call, "ATTACHMENTS")};
}

}  // namespace

Access described_clusters_access(const Call& call) {
  std::vector<std::string> clusters;
  for (const std::string& name : texts_at(call.params.all(), "clusters"))
    clusters.push_back(cluster_arn(call, name));
  if (clusters.empty()) clusters.push_back(cluster_arn(call, kDefaultCluster));
  return access_to(call, clusters);
}

ApiResult<Reply> describe_clusters(Call& call) {
  ENI_TRY(auto names, text_list(call, "clusters", kMaxClusters));
  const ClusterFields fields = read_fields(call);
  if (names.empty()) names.emplace_back(kDefaultCluster);
  json::array clusters;
  json::array failures;
  for (const std::string& name : names) {
    const auto cluster = find_cluster_of_any_status(call, name);
    if (cluster.has_value()) {
      clusters.push_back(cluster_value(call, *cluster, fields));
    } else if (cluster.error().code == "ClusterNotFoundException") {
      failures.push_back(failure(cluster_arn(call, name), "MISSING"));
    } else {
      return cluster.error();
    }
  }
  return Reply{json::object{{"clusters", std::move(clusters)}, {"failures", std::move(failures)}}};
}

ApiResult<Reply> list_clusters(Call& call) {
  ENI_TRY(const auto page, read_page(call));
  const auto rows = call.store<EcsClusterRepository>().list(place_of(call), page.after,
                                                            static_cast<std::int64_t>(page.limit) + 1);
  json::array arns;
  for (const EcsCluster& cluster : rows)
    if (arns.size() < page.limit) arns.push_back(json::value(cluster.arn));
  const bool more = rows.size() > page.limit;
  json::object reply;
  end_page(reply, more, more ? std::string_view(rows[page.limit - 1].name) : std::string_view());
  reply["clusterArns"] = std::move(arns);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
