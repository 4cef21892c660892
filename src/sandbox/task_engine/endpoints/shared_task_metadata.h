#pragma once
/// The task metadata endpoint of tasks that share a network, as those of the network mode host do. Who asks cannot be known by where: whoever
/// names an id of a task's, which nobody guesses, is one of its containers.
/// Source: aws/amazon-ecs-agent, ecs-agent/tmds: one server for all tasks of a host, by the ids in paths.
#include <string>
#include <unordered_map>
#include <vector>

#include "sandbox/task_engine/endpoints/task_metadata_server.h"

namespace eni::sandbox::task_engine::endpoints {

/// Knows nobody.
class NoTask final : public TaskMetadataSource {
 public:
  const TaskMetadata& metadata() const override { return nothing_; }
  std::optional<ContainerStats> stats(const std::string&) const override { return std::nullopt; }
  Task<MetadataTags> tags() override;
  Task<Result<TaskCredentials, CredentialsFailure>> credentials(std::string id) override;
  Task<ProtectionResult> protection() override;
  Task<ProtectionResult> set_protection(bool enabled, std::optional<std::int64_t> minutes) override;

 private:
  TaskMetadata nothing_;
};

class SharedTaskMetadata {
 public:
  /// @param clock      outlives it
  /// @param on_defect  an exception of an answer's about no task
  SharedTaskMetadata(const Clock& clock, TaskGroup::OnException on_defect)
      : unknown_{clock, no_task_, std::move(on_defect)} {}

  /// @param ids   of its containers' endpoints, and of its credentials
  /// @param task  to which they lead until remove()
  void add(const std::vector<std::string>& ids, TaskMetadataRequests& task);
  void remove(const TaskMetadataRequests& task);

  /// What leads to no task is answered as the agent answers it, so often for all tasks together.
  void answer(net::Request&& request, std::shared_ptr<net::Responder> responder);

 private:
  NoTask no_task_;
  TaskMetadataRequests unknown_;
  /// By hashes: how long a search takes tells nothing of the ids that there are.
  std::unordered_map<std::string, TaskMetadataRequests*> tasks_;
};

}  // namespace eni::sandbox::task_engine::endpoints
