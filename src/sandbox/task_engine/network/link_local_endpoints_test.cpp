/// What programs of a network find at link-local addresses, in a real world.
#include "sandbox/task_engine/network/link_local_endpoints.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::task_engine {
namespace {

using world::As;
using world::World;

class NoAgents final : public HostAgents {
 public:
  Task<Result<Principal>> credentials(std::string) override { co_return Error{"none", ""}; }
  std::string setting(const std::string&, std::string_view) const override { return ""; }
  Task<net::Response> answer_metadata(std::string, net::Request) override { co_return net::Response{}; }
};

/// Endpoints of a VPC whose resolver is 10.0.0.2.
struct Place {
  Place(net::EventLoop& loop, World& in, bool has_host_metadata)
      : world{in},
        endpoints{{sandbox.env, loop, in, agents},
                  {"i-1", aws::Region{"eu-central-1"}, "", world::ip("10.0.0.2"), has_host_metadata}} {}

  World& world;
  TestSandbox sandbox{{}};
  NoAgents agents;
  LinkLocalEndpoints endpoints;
};

struct Target {
  const char* address;
  std::uint16_t port;
};
constexpr Target kTargets[] = {
    {"169.254.169.254", 80}, {"169.254.169.253", 53}, {"10.0.0.2", 53},
    {"169.254.170.2", 80},   {"169.254.170.2", 4566}, {"169.254.170.2", 53},
};

/// Those targets that a program of the network reaches.
Task<Result<std::string>> reached(World& world, int network) {
  std::string out;
  for (const Target& target : kTargets) {
    auto opening = world.make_socket(network, world::client());
    ENI_CO_TRY(const net::Descriptor socket, co_await std::move(opening));
    if (world::connect_to(socket.get(), target.address, target.port) == "connected")
      out += std::string(target.address) + ":" + std::to_string(target.port) + " ";
  }
  co_return out;
}

class LinkLocalEndpointsTest : public world::WorldTest {};
INSTANTIATE_TEST_SUITE_P(, LinkLocalEndpointsTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         world::name_of_user);

Task<Result<std::string>> tell_who_answers(net::EventLoop& loop, World& world, const std::string&) {
  Place place{loop, world, true};
  auto opening = place.endpoints.open();
  ENI_CO_CHECK(co_await std::move(opening));
  auto making = world.make_network({});
  ENI_CO_TRY(const world::Network network, co_await std::move(making));
  auto before = reached(world, network.descriptor.get());
  ENI_CO_TRY(std::string told, co_await std::move(before));
  ENI_CO_CHECK(place.endpoints.attach(network.routes, kTaskInterface));
  auto attached = reached(world, network.descriptor.get());
  ENI_CO_TRY(const std::string as_host, co_await std::move(attached));
  auto serving = place.endpoints.serve_tasks([](net::Request&&, auto) {});
  ENI_CO_CHECK(co_await std::move(serving));
  auto served = reached(world, network.descriptor.get());
  ENI_CO_TRY(const std::string as_task, co_await std::move(served));
  co_return told + "/ " + as_host + "/ " + as_task;
}

TEST_P(LinkLocalEndpointsTest, AnswerWhoIsAttached) {
  const std::string as_host = "169.254.169.254:80 169.254.169.253:53 10.0.0.2:53 ";
  EXPECT_EQ(run(tell_who_answers), "/ " + as_host + "/ " + as_host + "169.254.170.2:80 169.254.170.2:4566 ");
}

Task<Result<std::string>> take_all_ports(net::EventLoop& loop, World& world, const std::string&) {
  Place place{loop, world, true};
  auto opening = place.endpoints.open();
  ENI_CO_CHECK(co_await std::move(opening));
  auto serving = place.endpoints.serve_tasks([](net::Request&&, auto) {});
  ENI_CO_CHECK(co_await std::move(serving));
  auto making = world.make_network({});
  ENI_CO_TRY(const world::Network network, co_await std::move(making));
  ENI_CO_CHECK(place.endpoints.attach(network.routes, kTaskInterface));
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{80, 53, 4566}) {
    auto listening = world.make_socket(network.descriptor.get(), world::listener("0.0.0.0", port));
    ENI_CO_CHECK(co_await std::move(listening));
  }
  co_return "all are free";
}

TEST_P(LinkLocalEndpointsTest, TakeNoPortAway) { EXPECT_EQ(run(take_all_ports), "all are free"); }

Task<Result<std::string>> attach_twice(net::EventLoop& loop, World& world, const std::string&) {
  Place place{loop, world, false};
  auto opening = place.endpoints.open();
  ENI_CO_CHECK(co_await std::move(opening));
  std::string told;
  std::vector<world::Network> networks;
  for (int count = 0; count < 2; ++count) {
    auto making = world.make_network({});
    ENI_CO_TRY(world::Network network, co_await std::move(making));
    ENI_CO_CHECK(place.endpoints.attach(network.routes, kTaskInterface));
    networks.push_back(std::move(network));
  }
  for (const world::Network& network : networks) {
    auto reaching = reached(world, network.descriptor.get());
    ENI_CO_TRY(const std::string found, co_await std::move(reaching));
    told += found + "/ ";
  }
  co_return told;
}

TEST_P(LinkLocalEndpointsTest, AreTheSameForAllAndKeepBackWhatTheAgentBlocks) {
  const std::string names = "169.254.169.253:53 10.0.0.2:53 ";
  EXPECT_EQ(run(attach_twice), names + "/ " + names + "/ ");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
