#include "sandbox/isolation/init/network.h"

#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/ipv4_address.h"
#include "sandbox/isolation/init/wire.h"

namespace eni::sandbox::isolation::init {
namespace {

constexpr int kBacklog = 128;
constexpr std::uint16_t kNamePort = 53;

ifreq interface(const std::string& name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  return request;
}

/// As an alias of the loopback (lo:1, lo:2, …), for this host alone.
/// @return  what the kernel refused; nothing if it has been added
const char* try_address(int socket, const std::string& address, std::size_t number) {
  ifreq request = interface("lo:" + std::to_string(number));
  const sockaddr_in value = ipv4_address(address.c_str(), 0);
  std::memcpy(&request.ifr_addr, &value, sizeof value);
  if (ioctl(socket, SIOCSIFADDR, &request) != 0) return "the address ";
  const sockaddr_in mask = ipv4_address("255.255.255.255", 0);
  std::memcpy(&request.ifr_netmask, &mask, sizeof mask);
  return ioctl(socket, SIOCSIFNETMASK, &request) != 0 ? "the mask of " : nullptr;
}

void add_address(int socket, const std::string& address, std::size_t number) {
  if (const char* refused = try_address(socket, address, number)) fail(refused + address);
}

/// As <linux/ipv6.h> has it, which does not go with <netinet/in.h>.
struct Ipv6Request {
  in6_addr address;
  std::uint32_t prefix_bits;
  int interface;
};

bool is_ipv6(const std::string& address) { return address.find(':') != std::string::npos; }

sockaddr_in6 ipv6(const std::string& address, std::uint16_t port) {
  sockaddr_in6 result{};
  result.sin6_family = AF_INET6;
  result.sin6_port = htons(port);
  inet_pton(AF_INET6, address.c_str(), &result.sin6_addr);
  return result;
}

/// Without a word where the machine has no IPv6.
void add_ipv6_address(const std::string& address) {
  const int socket = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  const Ipv6Request request{ipv6(address, 0).sin6_addr, 128, static_cast<int>(if_nametoindex("lo"))};
  ioctl(socket, SIOCSIFADDR, &request);
  close(socket);
}

/// Those of the loopback are there already.
bool is_loopback(const std::string& address) { return address.rfind("127.", 0) == 0 || address == "::1"; }

int make_name_server(const std::string& address) {
  const bool v6 = is_ipv6(address);
  int socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (v6) {
    // An address that was just added may be tentative still.
    const int yes = 1;
    setsockopt(socket, SOL_IPV6, IPV6_FREEBIND, &yes, sizeof yes);
    const sockaddr_in6 name = ipv6(address, kNamePort);
    bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name);
  } else {
    const sockaddr_in name = ipv4_address(address.c_str(), kNamePort);
    bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name);
  }
  if (socket < 0) socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("a socket for the name server " + address);
  return socket;
}

int listening(int family, const sockaddr* address, socklen_t size, const std::string& name) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0 || bind(socket, address, size) != 0 || listen(socket, kBacklog) != 0)
    fail("listening on " + name);
  return socket;
}

int make_listener(const Listener& listener) {
  const std::string name = listener.address + ":" + std::to_string(listener.port);
  if (!is_ipv6(listener.address)) {
    const sockaddr_in address = ipv4_address(listener.address.c_str(), listener.port);
    return listening(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address, name);
  }
  const sockaddr_in6 address = ipv6(listener.address, listener.port);
  return listening(AF_INET6, reinterpret_cast<const sockaddr*>(&address), sizeof address, name);
}

}  // namespace

void bring_up_loopback(const Layout& layout) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request = interface("lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
  if (socket < 0 || ioctl(socket, SIOCSIFFLAGS, &request) != 0) fail("the loopback interface");
  for (std::size_t at = 0; at < layout.addresses.size(); ++at)
    add_address(socket, layout.addresses[at], at + 1);
  std::size_t number = layout.addresses.size();
  for (const std::string& server : layout.name_servers) {
    if (is_loopback(server)) continue;
    // One that no interface can have (0.0.0.0, multicast) is no reason to have no jail: names are not found, as on the machine.
    if (is_ipv6(server))
      add_ipv6_address(server);
    else
      try_address(socket, server, ++number);
  }
  close(socket);
}

std::vector<int> make_name_servers(const Layout& layout) {
  std::vector<int> sockets;
  for (const std::string& server : layout.name_servers) sockets.push_back(make_name_server(server));
  return sockets;
}

std::vector<int> make_listeners(const Layout& layout) {
  std::vector<int> sockets;
  for (const Listener& listener : layout.listeners) sockets.push_back(make_listener(listener));
  return sockets;
}

int make_tool_listener() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, wire::kToolSocket, sizeof address.sun_path - 1);
  return listening(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address, wire::kToolSocket);
}

}  // namespace eni::sandbox::isolation::init
