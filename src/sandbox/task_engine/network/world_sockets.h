#pragma once
/// Sockets in networks of the world.
#include <string>

#include "base/task.h"
#include "net/descriptor.h"
#include "sandbox/world/world.h"
#include "vpc/address.h"

namespace eni::sandbox::task_engine {

/// As bind(2) and connect(2) take it.
std::string socket_name(const vpc::Address& address, std::uint16_t port);
/// AF_INET or AF_INET6.
int socket_family(const vpc::Address& address);

/// Where a socket is bound.
struct SocketPlace {
  int network = -1;  ///< outlives the call
  vpc::Address address;
  std::uint16_t port = 0;
};

/// @param type     SOCK_STREAM, which then listens, or SOCK_DGRAM
/// @param backlog  of one that listens
/// @return  it does not block. @error  what the kernel refused
Task<Result<net::Descriptor>> open_socket(world::World& world, SocketPlace place, int type, int backlog);

}  // namespace eni::sandbox::task_engine
