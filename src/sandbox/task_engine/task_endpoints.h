#pragma once
/// A task at its link-local addresses: what it is told of itself, and the way there.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/role_session.h"
#include "sandbox/task_engine/docker_stats.h"
#include "sandbox/task_engine/endpoints/task_metadata_server.h"
#include "sandbox/task_engine/network/link_local_endpoints.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

class TaskEndpoints final : public endpoints::TaskMetadataSource {
 public:
  /// @param parts       of the task; outlives it
  /// @param containers  as they are now, in the order of the task definition
  TaskEndpoints(TaskParts& parts, std::function<std::vector<ContainerState>()> containers);
  ~TaskEndpoints() override;

  /// Serves those who are attached from then on; in the network mode host, where tasks have what is their host's, all who are in that.
  /// @error  what the kernel refused
  Task<Result<void>> open();
  /// Gives a network of the task's ecs-eth0. After open(), in other modes than host.
  /// @param routes  of that network
  Result<void> attach(const world::netlink::Socket& routes);
  /// Of the VPC's resolver, as containers' resolv.conf has it.
  std::string name_server() const;

  const endpoints::TaskMetadata& metadata() const override;
  std::optional<endpoints::ContainerStats> stats(const std::string& docker_id) const override;
  Task<endpoints::MetadataTags> tags() override;
  Task<Result<endpoints::TaskCredentials, endpoints::CredentialsFailure>> credentials(
      std::string id) override;
  Task<endpoints::ProtectionResult> protection() override;
  Task<endpoints::ProtectionResult> set_protection(bool enabled,
                                                   std::optional<std::int64_t> minutes) override;

 private:
  const world::netlink::Socket* routes_of(const std::string& docker_id) const;
  Task<Result<void>> open_own();
  Task<Result<void>> share_hosts();
  LinkLocalOwner owner() const;
  Task<ApiResult<const RoleSession*>> session();
  Task<endpoints::ProtectionResult> ask_protection(std::string operation, json::object params);
  endpoints::ContainerMetadata container_metadata(std::size_t index, const ContainerState& state) const;
  endpoints::NetworkMetadata network_metadata(const std::string& container) const;

  TaskParts& parts_;
  std::function<std::vector<ContainerState>()> containers_;
  mutable endpoints::TaskMetadata metadata_;
  mutable std::map<std::string, StatsHistory> stats_;  ///< by Docker's ids
  std::optional<RoleSession> session_;
  std::unique_ptr<LinkLocalEndpoints> own_;   ///< null in the mode host
  std::shared_ptr<HostEndpoints> hosts_;      ///< likewise in all others
  endpoints::TaskMetadataRequests requests_;  ///< goes before its servers
};

}  // namespace eni::sandbox::task_engine
