#include "sandbox/isolation/init/probe.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/isolation/init/ipv4_address.h"

namespace eni::sandbox::isolation::init {

int run_probe(int argc, char** argv) {
  if (argc != 2) return EINVAL;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = ipv4_address("127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[1])));
  return connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

}  // namespace eni::sandbox::isolation::init
