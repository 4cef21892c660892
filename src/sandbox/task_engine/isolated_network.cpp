#include "sandbox/task_engine/isolated_network.h"

#include "sandbox/world/netlink/batch.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/network_settings.h"

namespace eni::sandbox::task_engine {

Task<Result<world::Network>> make_isolated_network(world::World& world) {
  auto making = world.make_network(world::task_settings(false));
  ENI_CO_TRY(world::Network network, co_await std::move(making));
  world::netlink::Batch batch;
  world::netlink::set_up(batch, world::netlink::kLoopback, "lo");
  ENI_CO_CHECK(network.routes.send(batch));
  co_return std::move(network);
}

}  // namespace eni::sandbox::task_engine
