#include "sandbox/world/netlink/socket.h"

#include <gtest/gtest.h>

#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world::netlink {
namespace {

/// More than answers to each would find room for at the socket, which the kernel lets have some 200 KiB.
constexpr int kMany = 1'000;

class SocketTest : public WorldTest {};

/// What the kernel says to it.
std::string said(const Result<void>& sent) { return sent ? "done" : sent.error().message; }

Task<Result<std::string>> send_many(net::EventLoop&, World& world, const std::string&) {
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  Batch links;
  for (int i = 0; i < kMany; ++i) set_up(links, kLoopback, "lo");
  std::string told = said(network.routes.send(links)) + "; ";
  FilterChanges filters;
  filters.add_table().add_address_set("members");
  for (std::uint32_t i = 0; i < kMany; ++i) filters.add_element("members", vpc::Address{vpc::Ipv4{i}});
  told += said(network.filters.send(filters.finish()));
  co_return told;
}

TEST_P(SocketTest, ALargeBatchIsAnsweredOnce) { EXPECT_EQ(run(send_many), "done; done"); }

Task<Result<std::string>> send_wrong_ones(net::EventLoop&, World& world, const std::string&) {
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  Batch links;
  set_up(links, 77, "eth77");
  set_up(links, kLoopback, "lo");
  std::string told = said(network.routes.send(links)) + "; ";
  FilterChanges filters;
  filters.add_table().flush_chain("nowhere").add_chain("here");
  told += said(network.filters.send(filters.finish())) + "; ";
  FilterChanges later;
  told += said(network.filters.send(later.add_table().add_chain("here").finish()));
  co_return told;
}

TEST_P(SocketTest, TheFirstThatIsRefusedIsTold) {
  EXPECT_EQ(run(send_wrong_ones),
            "the interface eth77: No such device; the rules of nowhere: No such file or directory; done");
}

INSTANTIATE_TEST_SUITE_P(, SocketTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

}  // namespace
}  // namespace eni::sandbox::world::netlink
