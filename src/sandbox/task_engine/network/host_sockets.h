#pragma once
/// What a host finds in its own network besides its interfaces: its metadata, the VPC's resolver, the sandbox.
#include "net/event_loop.h"
#include "sandbox/gateway/host_networks.h"
#include "sandbox/task_engine/network/vpcs.h"

namespace eni::sandbox::task_engine {

struct HostToOpen {
  std::string instance;
  aws::Region region;
  std::optional<isolation::Listener> sandbox;
};

/// All but the host outlive what is returned.
Task<Result<std::unique_ptr<HostNetwork>>> open_host_network(Environment& env, net::EventLoop& loop,
                                                             world::World& world, Vpcs& vpcs,
                                                             HostToOpen host);

}  // namespace eni::sandbox::task_engine
