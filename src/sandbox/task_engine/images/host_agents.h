#pragma once
/// What the ECS agents of hosts know of themselves. Implemented where hosts are, literal in tests.
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/task.h"
#include "net/http.h"
#include "sandbox/gateway/principal.h"

namespace eni::sandbox::task_engine {

class HostAgents {
 public:
  virtual ~HostAgents() = default;
  /// Of the host's instance profile. @error  why it has none, in the words of the AWS SDK for Go
  virtual Task<Result<Principal>> credentials(std::string instance_id) = 0;
  /// A line of /etc/ecs/ecs.config: "prefer-cached" of ECS_IMAGE_PULL_BEHAVIOR; "" if it has none, or nobody knows.
  virtual std::string setting(const std::string& instance_id, std::string_view name) const = 0;
  /// Its metadata service, asked by a process of the host or of one of its tasks.
  virtual Task<net::Response> answer_metadata(std::string instance_id, net::Request request) = 0;
  /// What is kept of it, for its metadata service, is of no use any more.
  virtual void host_ended(const std::string&) {}
};

}  // namespace eni::sandbox::task_engine
