#include "sandbox/world/init/networks.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/isolation/init/failure.h"

namespace eni::sandbox::world::init {
namespace {

constexpr const char* kOwnNetwork = "/proc/self/ns/net";

Failure failed(std::string subject) { return {errno, std::move(subject)}; }

/// "net/ipv4/ip_forward=1". A kernel without IPv6 has none of its settings, and needs none.
Failure apply(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  const std::string path = "/proc/sys/" + setting.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
  const net::Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file && errno == ENOENT && setting.rfind("net/ipv6/", 0) == 0) return {};
  if (!file || write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size()))
    return failed("the setting " + path);
  return {};
}

}  // namespace

HomeNetwork::HomeNetwork() : home_{open(kOwnNetwork, O_RDONLY | O_CLOEXEC)} {
  if (!home_) isolation::init::fail(kOwnNetwork);
}

int HomeNetwork::enter(int network) const { return setns(network, CLONE_NEWNET) == 0 ? 0 : errno; }

void HomeNetwork::come_back() const {
  // In another's network what follows would be done to the wrong one.
  if (setns(home_.get(), CLONE_NEWNET) != 0) _exit(1);
}

NewNetwork make_network(const HomeNetwork& home, const std::vector<std::string>& settings) {
  NewNetwork made;
  if (unshare(CLONE_NEWNET) != 0) return {failed("a network namespace"), {}};
  made.descriptors.emplace_back(open(kOwnNetwork, O_RDONLY | O_CLOEXEC));
  if (!made.descriptors.back()) made.failure = failed(kOwnNetwork);
  for (const int protocol : {NETLINK_ROUTE, NETLINK_NETFILTER}) {
    made.descriptors.emplace_back(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
    if (!made.descriptors.back() && made.failure.error == 0) made.failure = failed("a netlink socket");
  }
  for (const std::string& setting : settings) {
    if (made.failure.error == 0) made.failure = apply(setting);
  }
  home.come_back();
  return made;
}

NewSocket make_socket(const HomeNetwork& home, int network, const SocketWish& wish) {
  if (const int error = home.enter(network)) return {{error, "entering a network"}, {}};
  NewSocket made;
  made.socket =
      net::Descriptor{::socket(wish.family, wish.type | SOCK_CLOEXEC | SOCK_NONBLOCK, wish.protocol)};
  sockaddr_storage address{};
  std::memcpy(&address, wish.address.data(), std::min(wish.address.size(), sizeof address));
  const int yes = 1;
  if (!made.socket) {
    made.failure = failed("socket()");
  } else if (!wish.address.empty() &&
             (setsockopt(made.socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
              bind(made.socket.get(), reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(wish.address.size())) != 0)) {
    made.failure = failed("bind()");
  } else if (wish.backlog > 0 && listen(made.socket.get(), wish.backlog) != 0) {
    made.failure = failed("listen()");
  }
  home.come_back();
  return made;
}

}  // namespace eni::sandbox::world::init
