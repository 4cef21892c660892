#pragma once
/// The bridges of hosts on which tasks of the network mode bridge run: made with the first container.
#include <map>
#include <memory>
#include <string>

#include "sandbox/task_engine/network/vpcs.h"
#include "sandbox/world/host_bridge.h"

namespace eni::sandbox::task_engine {

/// Outlives what it has been asked to do.
class Bridges {
 public:
  /// @param vpcs  outlive this
  Bridges(Scheduler& scheduler, Store& store, world::World& world, Vpcs& vpcs)
      : store_{store}, world_{world}, vpcs_{vpcs}, locks_{scheduler} {}

  /// A host's. It is there until remove().
  /// @error  EC2 has not all of the host; what the kernel refused
  Task<Result<world::HostBridge*>> find(std::string instance);
  /// Before the host's network goes. No container is on it any more.
  void remove(const std::string& instance) { bridges_.erase(instance); }

 private:
  Store& store_;
  world::World& world_;
  Vpcs& vpcs_;
  images::KeyedLocks locks_;  ///< of hosts whose bridge is being made
  std::map<std::string, std::unique_ptr<world::HostBridge>> bridges_;
};

}  // namespace eni::sandbox::task_engine
