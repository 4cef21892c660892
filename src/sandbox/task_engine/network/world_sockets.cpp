#include "sandbox/task_engine/network/world_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace eni::sandbox::task_engine {

std::string socket_name(vpc::Ipv4 address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(address);
  return {reinterpret_cast<const char*>(&name), sizeof name};
}

Task<Result<net::Descriptor>> open_socket(world::World& world, SocketPlace place, int type, int backlog) {
  world::SocketOptions options{AF_INET, type, 0, socket_name(place.address, place.port),
                               type == SOCK_STREAM ? backlog : 0};
  auto making = world.make_socket(place.network, std::move(options));
  co_return co_await std::move(making);
}

}  // namespace eni::sandbox::task_engine
