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

InitialNetwork::InitialNetwork() : descriptor_{open(kOwnNetwork, O_RDONLY | O_CLOEXEC)} {
  if (!descriptor_) isolation::init::fail(kOwnNetwork);
}

int InitialNetwork::enter(int network) const { return setns(network, CLONE_NEWNET) == 0 ? 0 : errno; }

void InitialNetwork::restore() const {
  // In another's network what follows would be done to the wrong one.
  if (setns(descriptor_.get(), CLONE_NEWNET) != 0) _exit(1);
}

NewNetwork make_network(const InitialNetwork& initial, const std::vector<std::string>& settings) {
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
  initial.restore();
  return made;
}

NewSocket make_socket(const InitialNetwork& initial, int network, const SocketRequest& request) {
  if (const int error = initial.enter(network)) return {{error, "entering a network"}, {}};
  NewSocket made;
  made.socket = net::Descriptor{
      ::socket(request.family, request.type | SOCK_CLOEXEC | SOCK_NONBLOCK, request.protocol)};
  sockaddr_storage address{};
  std::memcpy(&address, request.address.data(), std::min(request.address.size(), sizeof address));
  const int yes = 1;
  if (!made.socket) {
    made.failure = failed("socket()");
  } else if (!request.address.empty() &&
             (setsockopt(made.socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
              bind(made.socket.get(), reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(request.address.size())) != 0)) {
    made.failure = failed("bind()");
  } else if (request.backlog > 0 && listen(made.socket.get(), request.backlog) != 0) {
    made.failure = failed("listen()");
  }
  initial.restore();
  return made;
}

}  // namespace eni::sandbox::world::init
