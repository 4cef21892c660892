#include "sandbox/isolation/egress.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/descriptor.h"
#include "net/descriptor_watch.h"
#include "sandbox/isolation/egress_route.h"

namespace eni::sandbox::isolation {
namespace {

/// Connections that one jail may have under way; more are told to try again.
constexpr std::size_t kMaxPending = 32;

/// SO_NETNS_COOKIE, from Linux 5.14 on.
constexpr int kNetworkCookie = 71;

constexpr std::chrono::milliseconds kFirstKnockPause{5};
constexpr std::chrono::milliseconds kLongestKnockPause{100};

using net::Descriptor;

struct Destination {
  sockaddr_storage address{};
  socklen_t size = 0;
};

std::string proc_path(std::uint32_t thread, const char* name) {
  return "/proc/" + std::to_string(thread) + "/" + name;
}

/// The address that the program gives, from its memory.
bool read_destination(const seccomp_notif& call, Destination& destination) {
  const std::uint64_t size = call.data.args[2];
  if (size > sizeof destination.address) return false;
  iovec local{&destination.address, size};
  iovec remote{reinterpret_cast<void*>(call.data.args[1]), size};
  if (process_vm_readv(static_cast<pid_t>(call.pid), &local, 1, &remote, 1, 0) != static_cast<ssize_t>(size))
    return false;
  destination.size = static_cast<socklen_t>(size);
  return true;
}

/// What the kernel says of a program.
struct ProgramStatus {
  int process = -1;  ///< threads have no pidfd before Linux 6.9: their process's will do
  uid_t user = static_cast<uid_t>(-1);
};

ProgramStatus status_of(std::uint32_t thread) {
  const Descriptor file{open(proc_path(thread, "status").c_str(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 1024> text{};
  if (!file || read(file.get(), text.data(), text.size() - 1) <= 0) return {};
  ProgramStatus status;
  if (const char* found = std::strstr(text.data(), "\nTgid:")) status.process = std::atoi(found + 6);
  if (const char* found = std::strstr(text.data(), "\nUid:"))
    status.user = static_cast<uid_t>(std::strtoul(found + 5, nullptr, 10));
  return status;
}

/// The program's own socket, as a descriptor of ours.
Descriptor fetch_socket(const seccomp_notif& call) {
  const Descriptor process{static_cast<int>(syscall(SYS_pidfd_open, status_of(call.pid).process, 0))};
  if (!process) return {};
  return Descriptor{
      static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), static_cast<int>(call.data.args[0]), 0))};
}

/// The name of a Unix socket that is a file; "" for others.
std::string path_of(const Destination& destination) {
  const auto& address = reinterpret_cast<const sockaddr_un&>(destination.address);
  const std::size_t offset = offsetof(sockaddr_un, sun_path);
  if (destination.size <= offset) return {};
  return {address.sun_path, strnlen(address.sun_path, destination.size - offset)};
}

/// A file of a jail by the path that it has there: links lead nowhere else.
Descriptor open_in_jail(std::uint32_t thread, std::string path) {
  if (path[0] != '/') {
    std::array<char, PATH_MAX> folder{};
    if (readlink(proc_path(thread, "cwd").c_str(), folder.data(), folder.size() - 1) < 0) return {};
    path = std::string(folder.data()) + "/" + path;
  }
  const Descriptor root{open(proc_path(thread, "root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!root) return {};
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;
  return Descriptor{static_cast<int>(syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how))};
}

int connect_error(int socket, const sockaddr* address, socklen_t size) {
  return ::connect(socket, address, size) == 0 ? 0 : errno;
}

/// @return  an errno
int connect_to_file(int socket, int file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d", file);
  return connect_error(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int option_of(int socket, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : 0;
}

/// Options that programs set before they connect.
void copy_options(int from, int to) {
  constexpr std::array<std::array<int, 2>, 6> kOptions = {{{SOL_SOCKET, SO_KEEPALIVE},
                                                           {IPPROTO_TCP, TCP_NODELAY},
                                                           {IPPROTO_TCP, TCP_KEEPIDLE},
                                                           {IPPROTO_TCP, TCP_KEEPINTVL},
                                                           {IPPROTO_TCP, TCP_KEEPCNT},
                                                           {IPPROTO_TCP, TCP_USER_TIMEOUT}}};
  for (const auto& [level, name] : kOptions) {
    int value = 0;
    socklen_t size = sizeof value;
    if (getsockopt(from, level, name, &value, &size) == 0) setsockopt(to, level, name, &value, size);
  }
}

/// Which network namespace a socket belongs to; 0 for what is none of the network's, Unix sockets among them on old kernels.
std::uint64_t network_of(int socket) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(socket, SOL_SOCKET, kNetworkCookie, &cookie, &size) == 0 ? cookie : 0;
}

/// "127.0.0.53" and 53, of either family.
bool is_listed(const Destination& destination, const std::vector<Listener>& listed) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool ipv4 = destination.address.ss_family == AF_INET;
  const auto& address4 = reinterpret_cast<const sockaddr_in&>(destination.address);
  const auto& address6 = reinterpret_cast<const sockaddr_in6&>(destination.address);
  const void* address = ipv4 ? static_cast<const void*>(&address4.sin_addr) : &address6.sin6_addr;
  inet_ntop(destination.address.ss_family, address, text.data(), text.size());
  const std::uint16_t port = ntohs(ipv4 ? address4.sin_port : address6.sin6_port);
  return std::any_of(listed.begin(), listed.end(), [&](const Listener& listener) {
    return listener.address == text.data() && listener.port == port;
  });
}

class Broker final : public EgressBroker {
 public:
  Broker(net::EventLoop& loop, int announcements, std::vector<Listener> on_machine)
      : loop_{loop},
        announcements_{net::DescriptorWatch::make(loop, announcements)},
        on_machine_{std::move(on_machine)},
        machine_network_{network_of(Descriptor{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)}.get())} {
    fcntl(announcements, F_SETFL, fcntl(announcements, F_GETFL) | O_NONBLOCK);
    listen();
  }

 private:
  /// The program's socket stays as it is.
  static constexpr int kTheirOwn = -1;

  /// A connection of a program that waits for it.
  struct Pending {
    std::unique_ptr<net::DescriptorWatch> socket;
    int number = kTheirOwn;  ///< the program's descriptor, which gets another socket
    int flags = 0;
  };

  /// A program that waits for a Unix socket's server.
  struct UnixConnection {
    std::uint64_t id = 0;
    Descriptor socket;
    Descriptor file;
    std::shared_ptr<int> counted;  ///< one of the connections that are under way
    std::chrono::milliseconds pause = kFirstKnockPause;
  };

  void listen() {
    announcements_->wait(net::DescriptorWatch::Event::kReadable, [this] {
      // Before Linux 6.11 the receiving waits whatever the descriptor's flags, for ever when all programs have gone: it is called
      // only where there is something to receive.
      pollfd asked{announcements_->descriptor(), POLLIN, 0};
      poll(&asked, 1, 0);
      if ((asked.revents & POLLIN) == 0 && (asked.revents & (POLLHUP | POLLERR)) != 0) return;  // no programs
      seccomp_notif call{};
      // Fails with ENOENT if the program was killed meanwhile.
      if ((asked.revents & POLLIN) != 0 &&
          ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_RECV, &call) == 0)
        answer(call);
      listen();
    });
  }

  /// Every call is carried out here and none left to the program, which could change its mind after the look: another address in
  /// its memory, another socket at its descriptor.
  void answer(const seccomp_notif& call) {
    Destination destination;
    const bool connects = call.data.nr == SYS_connect;
    if (connects && !read_destination(call, destination)) return respond(call.id, EFAULT);
    Descriptor theirs = fetch_socket(call);
    if (!theirs) return respond(call.id, errno == EBADF ? EBADF : ENOTSOCK);
    // What was read may have been another process's, if this one had gone.
    if (!is_waiting(call.id)) return;
    if (!connects) return listen_inside(call, theirs.get());
    if (option_of(theirs.get(), SO_DOMAIN) == AF_UNIX)
      return connect_unix(call, std::move(theirs), destination);
    if (goes_outside(theirs.get(), destination)) return connect_outside(call, std::move(theirs), destination);
    if (egress_route(destination.address) == EgressRoute::kRefused && !is_datagram(theirs.get()))
      return respond(call.id, ENETUNREACH);
    const bool is_told = is_datagram(theirs.get()) &&
                         egress_route(destination.address) == EgressRoute::kOutside &&
                         !is_listed(destination, on_machine_);
    if (is_told) return respond(call.id, disconnect_and_try(theirs.get(), destination));
    connect_inside(call, std::move(theirs), destination);
  }

  /// Resolvers connect datagram sockets to find out which of a name's addresses can be reached, and send nothing. They are told
  /// what holds for the machine. What is sent all the same fails: the socket is connected to nothing.
  static int disconnect_and_try(int theirs, const Destination& destination) {
    sockaddr none{};
    none.sa_family = AF_UNSPEC;
    connect_error(theirs, &none, sizeof none);
    const Descriptor ours{socket(destination.address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!ours) return ENETUNREACH;
    return connect_error(ours.get(), reinterpret_cast<const sockaddr*>(&destination.address),
                         destination.size);
  }

  static bool is_datagram(int socket) { return option_of(socket, SO_TYPE) == SOCK_DGRAM; }

  /// Streams alone. A datagram can be sent to any address, whatever its socket is connected to.
  bool goes_outside(int theirs, const Destination& destination) const {
    if (is_datagram(theirs)) return false;
    return egress_route(destination.address) == EgressRoute::kOutside || is_listed(destination, on_machine_);
  }

  /// In the jail's own network, by a socket that is not one of those that the sandbox has put in: those would reach the machine's
  /// loopback.
  void connect_inside(const seccomp_notif& call, Descriptor theirs, const Destination& destination) {
    if (network_of(theirs.get()) == machine_network_) return respond(call.id, ENETUNREACH);
    connect_theirs(call, std::move(theirs), destination);
  }

  /// The program's own socket, to an address that was looked at.
  void connect_theirs(const seccomp_notif& call, Descriptor theirs, const Destination& destination) {
    if (is_busy()) return respond(call.id, EAGAIN);
    const int flags = fcntl(theirs.get(), F_GETFL);
    fcntl(theirs.get(), F_SETFL, flags | O_NONBLOCK);
    const auto* address = reinterpret_cast<const sockaddr*>(&destination.address);
    const int error = connect_error(theirs.get(), address, destination.size);
    fcntl(theirs.get(), F_SETFL, flags);
    if (error != EINPROGRESS || (flags & O_NONBLOCK) != 0) return respond(call.id, error);
    Pending& pending = pending_[call.id];
    pending = {net::DescriptorWatch::make(loop_, theirs.release()), kTheirOwn, flags};
    pending.socket->wait(net::DescriptorWatch::Event::kWritable, [this, id = call.id] { settle(id); });
  }

  void connect_unix(const seccomp_notif& call, Descriptor theirs, const Destination& destination) {
    // Names that are no files belong to the network of the socket.
    const std::string path = destination.address.ss_family == AF_UNIX ? path_of(destination) : std::string{};
    if (path.empty()) return connect_inside(call, std::move(theirs), destination);
    Descriptor file = open_in_jail(call.pid, path);
    if (!file) return respond(call.id, errno);
    struct stat status {};
    // Files of the machine that are seen in the jail are others', and the sandbox may be root.
    if (fstat(file.get(), &status) != 0 || status.st_uid != status_of(call.pid).user)
      return respond(call.id, EACCES);
    if (!is_waiting(call.id)) return;
    if (is_busy()) return respond(call.id, EAGAIN);
    knock(std::make_shared<UnixConnection>(
        UnixConnection{call.id, std::move(theirs), std::move(file), knocking_}));
  }

  /// Again and again while the server has more connections waiting than it wants; the kernel has no better way.
  void knock(const std::shared_ptr<UnixConnection>& connection) {
    const int socket = connection->socket.get();
    const int flags = fcntl(socket, F_GETFL);
    fcntl(socket, F_SETFL, flags | O_NONBLOCK);
    const int error = connect_to_file(socket, connection->file.get());
    fcntl(socket, F_SETFL, flags);
    if (error != EAGAIN || (flags & O_NONBLOCK) != 0) return respond(connection->id, error);
    const auto pause = connection->pause;
    connection->pause = std::min(2 * pause, kLongestKnockPause);
    loop_.call_at(loop_.now() + pause, [alive = std::weak_ptr{alive_}, this, connection] {
      if (!alive.expired() && is_waiting(connection->id)) knock(connection);
    });
  }

  /// No server on the machine's interfaces.
  void listen_inside(const seccomp_notif& call, int theirs) {
    if (network_of(theirs) == machine_network_) return respond(call.id, EPERM);
    respond(call.id, ::listen(theirs, static_cast<int>(call.data.args[1])) == 0 ? 0 : errno);
  }

  void connect_outside(const seccomp_notif& call, Descriptor theirs, const Destination& destination) {
    if (is_busy()) return respond(call.id, EAGAIN);
    // One that was put in already: whoever connects it again wants to know how far it is, as clients that do not wait do.
    if (network_of(theirs.get()) == machine_network_)
      return connect_theirs(call, std::move(theirs), destination);
    const int flags = fcntl(theirs.get(), F_GETFL);
    const int domain = option_of(theirs.get(), SO_DOMAIN);
    const int protocol = option_of(theirs.get(), SO_PROTOCOL);
    // Others (SCTP) can be told to connect in more ways than one.
    const bool is_tcp = option_of(theirs.get(), SO_TYPE) == SOCK_STREAM &&
                        (protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP);
    if (!is_tcp || (domain != AF_INET && domain != AF_INET6)) return respond(call.id, ENETUNREACH);
    Descriptor ours{socket(domain, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP)};
    if (!ours) return respond(call.id, errno);
    copy_options(theirs.get(), ours.get());
    const auto* address = reinterpret_cast<const sockaddr*>(&destination.address);
    const int error = connect_error(ours.get(), address, destination.size);
    const int number = static_cast<int>(call.data.args[0]);
    const bool waits = error == EINPROGRESS && (flags & O_NONBLOCK) == 0;
    if (!waits) return finish(call.id, ours.get(), number, flags, error);
    Pending& pending = pending_[call.id];
    pending = {net::DescriptorWatch::make(loop_, ours.release()), number, flags};
    pending.socket->wait(net::DescriptorWatch::Event::kWritable, [this, id = call.id] { settle(id); });
  }

  bool is_busy() const {
    return pending_.size() + static_cast<std::size_t>(knocking_.use_count() - 1) >= kMaxPending;
  }

  /// A blocking connect() is over.
  void settle(std::uint64_t id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    const int socket = pending.socket->descriptor();
    if (pending.number == kTheirOwn) {
      fcntl(socket, F_SETFL,
            pending.flags);  // Waiting has made it non-blocking, and it is the program's, too.
      return respond(id, option_of(socket, SO_ERROR));
    }
    finish(id, socket, pending.number, pending.flags, option_of(socket, SO_ERROR));
  }

  /// Puts `ours` in the place of the program's socket, if it is connected or about to be.
  void finish(std::uint64_t id, int ours, int number, int flags, int error) {
    if (error != 0 && error != EINPROGRESS) return respond(id, error);
    fcntl(ours, F_SETFL, flags);
    seccomp_notif_addfd addition{};
    addition.id = id;
    addition.flags = SECCOMP_ADDFD_FLAG_SETFD;
    addition.srcfd = static_cast<std::uint32_t>(ours);
    addition.newfd = static_cast<std::uint32_t>(number);
    addition.newfd_flags = O_CLOEXEC;
    if (ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_ADDFD, &addition) < 0)
      return respond(id, errno);
    respond(id, error);
  }

  bool is_waiting(std::uint64_t id) const {
    return ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
  }

  void respond(std::uint64_t id, int error) {
    seccomp_notif_resp response{};
    response.id = id;
    response.error = -error;
    ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_SEND, &response);
  }

  net::EventLoop& loop_;
  std::unique_ptr<net::DescriptorWatch> announcements_;
  std::vector<Listener> on_machine_;
  std::uint64_t machine_network_;
  std::map<std::uint64_t, Pending> pending_;
  std::shared_ptr<int> knocking_ = std::make_shared<int>(0);  ///< held by those who wait for Unix sockets
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace

std::unique_ptr<EgressBroker> broker_connections(net::EventLoop& loop, Descriptor announcements,
                                                 std::vector<Listener> on_machine) {
  return std::make_unique<Broker>(loop, announcements.release(), std::move(on_machine));
}

}  // namespace eni::sandbox::isolation
