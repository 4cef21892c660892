/// Frames of an interface: the command gets the packet socket itself, and reads it.
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/text.h"
#include "sandbox/task_engine/access/find_task.h"
#include "sandbox/task_engine/access/sessions.h"

namespace eni::sandbox::task_engine {
namespace {

/// Frames wait here while the command is busy.
constexpr int kBufferBytes = 8 << 20;

/// Of a host its trunk, if it has one.
std::vector<std::string> interfaces_of(const task_access::Request& request, const NetworkOwner& network) {
  if (!request.interface.empty()) return {request.interface};
  if (network.kind == NetworkOwner::Kind::kHost) return {"eth1", "eth0"};
  return {"eth0"};
}

/// The socket's network is asked, not the sandbox's. @return  0: there is none
int index_of(int socket, const std::string& interface) {
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return 0;
  std::memcpy(request.ifr_name, interface.c_str(), interface.size());
  return ioctl(socket, SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : 0;
}

/// From now on it receives, with the tags that the kernel keeps beside frames.
bool listen_to(int socket, int index) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = index;
  const int yes = 1;
  // A smaller buffer loses frames, and tells so.
  (void)setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
  return setsockopt(socket, SOL_PACKET, PACKET_AUXDATA, &yes, sizeof yes) == 0 &&
         bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

Task<Result<void>> open_capture(SessionParts parts) {
  ENI_CO_TRY(const NetworkOwner network, find_network(parts.access, parts.request));
  // No protocol: nothing of other interfaces comes before it is bound to one.
  auto making = parts.access.make_socket(network, {AF_PACKET, SOCK_RAW, 0, "", 0});
  ENI_CO_TRY(const net::Descriptor socket, co_await std::move(making));
  const std::vector<std::string> interfaces = interfaces_of(parts.request, network);
  for (const std::string& interface : interfaces) {
    const int index = index_of(socket.get(), interface);
    if (index == 0) continue;
    if (!listen_to(socket.get(), index))
      co_return Error{"cannot capture " + interface + ": " + std::strerror(errno), ""};
    parts.connection.send({{"started", true}, {"interface", interface}}, {socket.get()});
    co_return Result<void>{};
  }
  co_return Error{network.id + " has no interface " + join(interfaces, " and no ") + " now",
                  "see those that it has: eni-trunking shell " +
                      std::string(network.kind == NetworkOwner::Kind::kHost ? "host " : "task ") +
                      network.id + " -- ip link"};
}

}  // namespace eni::sandbox::task_engine
