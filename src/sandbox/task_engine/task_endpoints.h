#pragma once
/// What a task with a network of its own, or with one for each container, finds at link-local addresses: its metadata and credentials, its
/// host's metadata, names; and AWS itself. As on AWS it gets there by a second interface, ecs-eth0. What is at its other end is a network of
/// the task's alone, so who asks is known by where, and no program of the task finds a port taken.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/server.h"
#include "sandbox/gateway/role_session.h"
#include "sandbox/task_engine/docker_stats.h"
#include "sandbox/task_engine/endpoints/resolver.h"
#include "sandbox/task_engine/endpoints/task_metadata_server.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

/// What AWS_ENDPOINT_URL is in containers.
inline constexpr const char* kTaskApiUrl = "http://169.254.170.2:4566";

class TaskEndpoints final : public endpoints::TaskMetadataSource, public endpoints::NameSource {
 public:
  /// @param parts       of the task; outlives it
  /// @param containers  as they are now, in the order of the task definition
  TaskEndpoints(TaskParts& parts, std::function<std::vector<ContainerState>()> containers);
  ~TaskEndpoints() override;

  /// Serves those who are attached from then on. @error  what the kernel refused
  Task<Result<void>> open();
  /// Gives a network of the task's ecs-eth0. After open().
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

  endpoints::NameLookup find(const std::string& name, endpoints::RecordType type) override;

 private:
  const world::netlink::Socket* routes_of(const std::string& docker_id) const;
  Task<Result<void>> make_network();
  std::vector<std::string> addresses() const;
  Task<Result<net::Descriptor>> listen(std::string address, std::uint16_t port, int type);
  Task<Result<void>> serve_names();
  Task<Result<void>> serve_api();
  Task<Result<void>> serve_host_metadata();
  Task<ApiResult<const RoleSession*>> session();
  Task<endpoints::ProtectionResult> ask_protection(std::string operation, json::object params);
  endpoints::ContainerMetadata container_metadata(std::size_t index, const ContainerState& state) const;
  endpoints::NetworkMetadata network_metadata(const std::string& container) const;

  TaskParts& parts_;
  std::function<std::vector<ContainerState>()> containers_;
  std::optional<world::Network> network_;  ///< at the other end of ecs-eth0
  int attached_ = 0;                       ///< networks so far
  mutable endpoints::TaskMetadata metadata_;
  mutable std::map<std::string, StatsHistory> stats_;  ///< by Docker's ids
  std::optional<RoleSession> session_;
  std::unique_ptr<endpoints::TaskMetadataServer> task_metadata_;
  std::unique_ptr<endpoints::Resolver> resolver_;
  std::vector<std::unique_ptr<net::Server>> servers_;
};

}  // namespace eni::sandbox::task_engine
