#include "sandbox/world/netlink/link_counters.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/world/netlink/links.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world::netlink {
namespace {

class LinkCountersTest : public WorldTest {};

std::string counted(const Network& network, const std::string& name) {
  const auto counters = read_link_counters(network.routes, name);
  if (!counters) return "none";
  const auto text = [](const TrafficCounters& one) {
    return std::to_string(one.packets) + "/" + std::to_string(one.bytes) + "/" + std::to_string(one.errors);
  };
  return text(counters->received) + " " + text(counters->sent);
}

/// A datagram of five bytes, with 28 bytes of headers.
Task<Result<std::string>> send_a_datagram(net::EventLoop&, World& world, const std::string&) {
  auto making = world.make_network({});
  ENI_CO_TRY(const Network network, co_await std::move(making));
  Batch batch;
  set_up(batch, kLoopback, "lo");
  ENI_CO_CHECK(network.routes.send(batch));
  std::string told = counted(network, "lo") + "; ";
  auto opening = world.make_socket(network.descriptor.get(), {AF_INET, SOCK_DGRAM, 0, "", 0});
  ENI_CO_TRY(const net::Descriptor socket, co_await std::move(opening));
  sockaddr_in self{};
  self.sin_family = AF_INET;
  self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof self;
  auto* name = reinterpret_cast<sockaddr*>(&self);
  if (bind(socket.get(), name, size) != 0 || getsockname(socket.get(), name, &size) != 0 ||
      sendto(socket.get(), "hello", 5, 0, name, size) != 5)
    co_return Error{"cannot send", ""};
  told += counted(network, "lo") + "; " + counted(network, "eth0") + "; ";
  told += counted(network, "a name that is too long");
  co_return told;
}

TEST_P(LinkCountersTest, CountsWhatHasPassed) {
  EXPECT_EQ(run(send_a_datagram), "0/0/0 0/0/0; 1/33/0 1/33/0; none; none");
}

INSTANTIATE_TEST_SUITE_P(, LinkCountersTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

}  // namespace
}  // namespace eni::sandbox::world::netlink
