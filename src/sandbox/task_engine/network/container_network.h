#pragma once
/// The network that a container is in: the one that its task's containers share, or, in the network mode bridge, one of its own.
#include <string>
#include <vector>

#include "sandbox/task_engine/containers/container_spec.h"
#include "sandbox/task_engine/network_files.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

/// What there is to publish of `portMappings`: the container's ports, and the host's where the definition names it.
/// @error  more ports of ranges than the sandbox opens
Result<std::vector<world::PortsToPublish>> ports_to_publish(const json::object& definition);

class ContainerNetwork {
 public:
  /// @param parts  of the task; outlives it
  explicit ContainerNetwork(TaskParts& parts) : parts_{parts} {}
  ~ContainerNetwork() { leave(); }
  ContainerNetwork(const ContainerNetwork&) = delete;
  ContainerNetwork& operator=(const ContainerNetwork&) = delete;

  /// Before the container starts: in the mode bridge it gets its network and its ports of the host. Its files of /etc, in the mode awsvpc
  /// the task's, are added to the volumes of `spec`.
  /// @param index  of its definition among the task's
  /// @error  as ECS shows it: "CannotStartContainerError: …"
  Task<Result<void>> join(std::size_t index, const json::object& definition, ContainerSpec& spec);
  /// Its ports and its address are free again. What it told of them stays.
  void leave();

  /// -1 before there is one.
  int descriptor() const { return own_ ? own_->network.descriptor.get() : parts_.network; }
  /// In the order of the definition; empty outside of the mode bridge.
  const std::vector<NetworkBinding>& bindings() const { return bindings_; }

 private:
  Task<Result<void>> connect(const std::string& runtime_id);
  Task<Result<void>> publish(const json::object& definition, const std::string& endpoint);
  Result<NetworkNames> names(const ContainerSpec& spec, const std::string& docker_name) const;

  TaskParts& parts_;
  std::string container_;
  world::HostBridge* bridge_ = nullptr;  ///< that `own_` is on
  std::optional<world::BridgedNetwork> own_;
  std::vector<NetworkBinding> bindings_;
};

}  // namespace eni::sandbox::task_engine
