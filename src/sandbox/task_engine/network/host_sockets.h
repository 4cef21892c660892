#pragma once
/// What a host's own programs find in its network besides its interfaces.
#include "sandbox/gateway/host_networks.h"
#include "sandbox/task_engine/network/host_links.h"

namespace eni::sandbox::task_engine {

struct HostToOpen {
  std::string instance;
  aws::Region region;
  std::optional<isolation::Listener> sandbox;
  std::shared_ptr<void> boot;
};

/// All but the host outlive what is returned.
Task<Result<std::unique_ptr<HostNetwork>>> open_host_network(Store& store, world::World& world, Vpcs& vpcs,
                                                             HostLinks& links, HostToOpen host);

}  // namespace eni::sandbox::task_engine
