#pragma once
/// What tasks' images want to know of the ECS agents of hosts, from the hosts.
#include "sandbox/gateway/call.h"
#include "sandbox/hosts/metadata/service.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox {

class TaskHostAgents final : public task_engine::HostAgents {
 public:
  /// @param env  outlives it
  explicit TaskHostAgents(Environment& env) : env_{env} {}

  Task<Result<Principal>> credentials(std::string instance_id) override;
  std::string setting(const std::string& instance_id, std::string_view name) const override;
  Task<net::Response> answer_metadata(std::string instance_id, net::Request request) override;
  void host_ended(const std::string& instance_id) override { metadata_.erase(instance_id); }

 private:
  Environment& env_;
  std::map<std::string, std::shared_ptr<hosts::metadata::Service>>
      metadata_;  ///< by instance; asked for once
};

}  // namespace eni::sandbox
