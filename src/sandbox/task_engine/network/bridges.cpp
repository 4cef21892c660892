#include "sandbox/task_engine/network/bridges.h"

namespace eni::sandbox::task_engine {

Task<Result<world::HostBridge*>> Bridges::find(std::string instance) {
  auto taking = locks_.acquire(instance);
  const auto lock = co_await std::move(taking);
  if (const auto found = bridges_.find(instance); found != bridges_.end()) co_return found->second.get();
  auto connecting = vpcs_.connect_to_host(instance);
  ENI_CO_TRY(const ConnectedTask host, co_await std::move(connecting));
  const vpc::Ipv4 address = host.interface.wire.address;
  const vpc::Cidr4 taken = block_of_vpc(store_, host.interface.vpc).value_or(host.interface.wire.subnet);
  auto making = world::HostBridge::make(world_, *host.network, address, world::bridge_block_beside(taken));
  ENI_CO_TRY(auto made, co_await std::move(making));
  co_return (bridges_[instance] = std::move(made)).get();
}

}  // namespace eni::sandbox::task_engine
