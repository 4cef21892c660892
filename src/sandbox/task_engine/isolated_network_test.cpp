/// Where containers are that have no network.
#include "sandbox/task_engine/isolated_network.h"

#include <gtest/gtest.h>

#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::task_engine {
namespace {

using world::World;

class IsolatedNetworkTest : public world::WorldTest {};

INSTANTIATE_TEST_SUITE_P(, IsolatedNetworkTest,
                         testing::Values(world::As::kThisUser, world::As::kOrdinaryUser),
                         world::name_of_user);

TEST_P(IsolatedNetworkTest, ReachesItselfAndNobodyElse) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_isolated_network(world);
        ENI_CO_TRY(const world::Network network, co_await std::move(making));
        auto listening = world.make_socket(network.descriptor.get(), world::listener("127.0.0.1", 8080));
        ENI_CO_TRY(const net::Descriptor listener, co_await std::move(listening));
        auto opening = world.make_socket(network.descriptor.get(), world::client());
        ENI_CO_TRY(const net::Descriptor client, co_await std::move(opening));
        auto opening_other = world.make_socket(network.descriptor.get(), world::client());
        ENI_CO_TRY(const net::Descriptor other, co_await std::move(opening_other));
        const std::string own = world::connect_to(client.get(), "127.0.0.1", 8080);
        co_return own + ", " + world::connect_to(other.get(), "169.254.170.2", 80);
      });
  EXPECT_EQ(outcome, "connected, Network is unreachable");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
