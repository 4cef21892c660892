#include "net/local_socket.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace eni::net {
namespace {

constexpr int kBacklog = 16;

/// A socket's name by its folder's descriptor.
struct Name {
  Descriptor folder;
  std::string file;
  sockaddr_un address{};
};

std::optional<Name> name_of(const std::string& path) {
  const std::filesystem::path whole{path};
  Name name;
  name.folder.reset(::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!name.folder) return std::nullopt;
  name.file = whole.filename().string();
  const std::string text = "/proc/self/fd/" + std::to_string(name.folder.get()) + "/" + name.file;
  name.address.sun_family = AF_UNIX;
  if (text.size() >= sizeof name.address.sun_path) {
    errno = ENAMETOOLONG;
    return std::nullopt;
  }
  std::memcpy(name.address.sun_path, text.c_str(), text.size());
  return name;
}

Error failure_of(const char* what, const std::string& path) {
  return {std::string(what) + " " + path + ": " + std::strerror(errno), ""};
}

const sockaddr* as_address(const Name& name) { return reinterpret_cast<const sockaddr*>(&name.address); }

}  // namespace

Result<Descriptor> listen_at(const std::string& path) {
  const auto name = name_of(path);
  Descriptor socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!name || !socket || bind(socket.get(), as_address(*name), sizeof name->address) != 0 ||
      fchmodat(name->folder.get(), name->file.c_str(), 0600, 0) != 0 || listen(socket.get(), kBacklog) != 0)
    return failure_of("cannot listen at", path);
  return socket;
}

Result<Descriptor> connect_to(const std::string& path) {
  const auto name = name_of(path);
  if (!name) return failure_of("cannot connect to", path);
  Descriptor socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
  if (!socket || connect(socket.get(), as_address(*name), sizeof name->address) != 0)
    return failure_of("cannot connect to", path);
  return socket;
}

std::optional<uid_t> user_of_peer(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer)
    return std::nullopt;
  return peer.uid;
}

}  // namespace eni::net
