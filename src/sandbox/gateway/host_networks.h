#pragma once
/// Hosts' places in their VPCs, for what runs on the hosts themselves: where tasks really run, user data sees the network that EC2 says its
/// host has.
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "sandbox/gateway/call.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox {

/// The socket does not block.
struct HostNetwork {
  std::shared_ptr<void> boot;  ///< no task starts on the host while it is there; goes after all else
  net::Descriptor network;     ///< its namespace, with the host's interfaces
  net::Descriptor sandbox;     ///< listens there where it was asked for; else none
  std::string name_server;     ///< of the VPC
  std::string search_domain;   ///< "eu-central-1.compute.internal"
  /// Link-local addresses, the host's metadata among them, and `name_server` answer for as long as it is there.
  std::shared_ptr<void> services;
};

class HostNetworks {
 public:
  virtual ~HostNetworks() = default;

  /// One at a time for a host. Nothing of the sandbox is left to be reached in the host's network once it is gone.
  /// @param sandbox  where programs on the host look for the sandbox: an address of the loopback
  /// @return  null where VPCs are simulated
  /// @error   why it cannot be had: EC2 has no interface of it, what the kernel refused
  virtual Task<Result<std::unique_ptr<HostNetwork>>> open_host(
      std::string instance, aws::Region region, std::optional<isolation::Listener> sandbox) = 0;
};

/// The sandbox's; null where it runs no tasks.
HostNetworks* find_host_networks(Environment& environment);

}  // namespace eni::sandbox
