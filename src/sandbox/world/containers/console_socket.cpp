#include "sandbox/world/containers/console_socket.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sandbox/isolation/init/channel.h"

namespace eni::sandbox::world {
namespace {

Error failure_of(const std::filesystem::path& path) {
  return {"cannot listen at " + path.string() + ": " + std::strerror(errno), ""};
}

}  // namespace

Result<ConsoleSocket> ConsoleSocket::open(World& world, const std::filesystem::path& folder,
                                          const std::string& name) {
  const net::Descriptor directory{::open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  // By way of its descriptor the folder's name may be longer than an address is.
  const std::string path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + name;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!directory || path.size() >= sizeof address.sun_path) return failure_of(folder / name);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  ConsoleSocket socket;
  socket.listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.listener_ ||
      bind(socket.listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      fchmodat(directory.get(), name.c_str(), 0600, 0) != 0 || listen(socket.listener_.get(), 1) != 0)
    return failure_of(folder / name);
  ENI_CHECK(world.give((folder / name).string()));
  return socket;
}

Result<net::Descriptor> ConsoleSocket::take() {
  const net::Descriptor runtime{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  auto message = runtime ? isolation::receive_message(runtime.get()) : std::nullopt;
  if (!message || message->descriptors.size() != 1 || isatty(message->descriptors[0].get()) != 1)
    return Error{"the container runtime sent no terminal", ""};
  return std::move(message->descriptors[0]);
}

}  // namespace eni::sandbox::world
