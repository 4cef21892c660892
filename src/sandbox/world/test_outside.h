#pragma once
/// For tests: a world beside a network that stands for the machine's, with addresses that nobody else has: what is outside is the test's.
#include <linux/netlink.h>
#include <sched.h>
#include <string>
#include <vector>

#include "sandbox/world/netlink/links.h"
#include "sandbox/world/netlink/socket.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {

/// Of the child: a network of its own, whose loopback has the addresses, too.
inline bool enter_outside(const std::vector<std::string>& addresses) {
  if (unshare(CLONE_NEWNET) != 0) return false;
  const netlink::Socket routes{net::Descriptor{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)}};
  netlink::Batch batch;
  netlink::set_up(batch, netlink::kLoopback, "lo");
  for (const std::string& address : addresses)
    netlink::add_address(batch, netlink::kLoopback, *vpc::Address::parse(address),
                         vpc::Cidr{*vpc::Address::parse(address)}.prefix);
  return routes.send(batch).has_value();
}

/// A listener of this process's own network.
inline net::Descriptor listen_outside(const std::string& address, std::uint16_t port) {
  const SocketName name = name_of(address, port);
  net::Descriptor socket{::socket(name.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const int yes = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(socket.get(), name.raw(), name.size) != 0 || listen(socket.get(), 16) != 0) socket.reset();
  return socket;
}

/// Each test as root and as an ordinary user; another user cannot make the network.
class OutsideTest : public WorldTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root can make a network that stands for the machine's";
    WorldTest::SetUp();
  }
  static std::string run(const std::vector<std::string>& addresses, const Story& story) {
    const auto prepare = [&] {
      return enter_outside(addresses) && (GetParam() == As::kThisUser || become_ordinary_user());
    };
    return run_in_child(prepare, story);
  }
};

}  // namespace eni::sandbox::world
