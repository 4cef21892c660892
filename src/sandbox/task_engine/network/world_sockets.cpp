#include "sandbox/task_engine/network/world_sockets.h"

#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace eni::sandbox::task_engine {

int socket_family(const vpc::Address& address) {
  return address.family() == vpc::Family::kIpv4 ? AF_INET : AF_INET6;
}

std::string socket_name(const vpc::Address& address, std::uint16_t port) {
  const std::string_view bytes = address.bytes();
  if (address.family() == vpc::Family::kIpv4) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    std::memcpy(&name.sin_addr, bytes.data(), bytes.size());
    return {reinterpret_cast<const char*>(&name), sizeof name};
  }
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  name.sin6_port = htons(port);
  std::memcpy(&name.sin6_addr, bytes.data(), bytes.size());
  return {reinterpret_cast<const char*>(&name), sizeof name};
}

Task<Result<net::Descriptor>> open_socket(world::World& world, SocketPlace place, int type, int backlog) {
  world::SocketOptions options{socket_family(place.address), type, 0, socket_name(place.address, place.port),
                               type == SOCK_STREAM ? backlog : 0};
  auto making = world.make_socket(place.network, std::move(options));
  co_return co_await std::move(making);
}

}  // namespace eni::sandbox::task_engine
