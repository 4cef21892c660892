#include "sandbox/isolation/egress.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "net/descriptor_watch.h"

namespace eni::sandbox::isolation {
namespace {

/// Connections that one jail may have under way; more are told to try again.
constexpr std::size_t kMaxPending = 32;

/// SO_NETNS_COOKIE, from Linux 5.14 on.
constexpr int kNetworkCookie = 71;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_{value} {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

struct Destination {
  sockaddr_storage address{};
  socklen_t size = 0;
};

bool is_loopback(const in_addr& address) {
  const std::uint32_t value = ntohl(address.s_addr);
  return value >> 24 == 127 || value == 0;
}

bool is_link_local(const in_addr& address) {
  return ntohl(address.s_addr) >> 16 == 0xA9FE;
}  // 169.254.0.0/16

in_addr mapped_ipv4(const in6_addr& address) {
  in_addr result{};
  std::memcpy(&result, address.s6_addr + 12, sizeof result);
  return result;
}

enum class Route { kInside, kOutside, kRefused };

Route route_of(const in_addr& address) {
  if (is_loopback(address)) return Route::kInside;
  return is_link_local(address) ? Route::kRefused : Route::kOutside;
}

Route route_of(const Destination& destination) {
  if (destination.address.ss_family == AF_INET)
    return route_of(reinterpret_cast<const sockaddr_in&>(destination.address).sin_addr);
  if (destination.address.ss_family != AF_INET6) return Route::kInside;  // Unix sockets, AF_UNSPEC
  const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(destination.address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address)) return route_of(mapped_ipv4(address));
  if (IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address)) return Route::kInside;
  // fd00:ec2::/32 is where EC2 serves metadata by IPv6.
  const bool is_metadata = address.s6_addr[0] == 0xfd && address.s6_addr[1] == 0x00 &&
                           address.s6_addr[2] == 0x0e && address.s6_addr[3] == 0xc2;
  return IN6_IS_ADDR_LINKLOCAL(&address) || is_metadata ? Route::kRefused : Route::kOutside;
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

/// The program's own socket, as a descriptor of ours. Threads have no pidfd before Linux 6.9: their process's will do.
int thread_group_of(std::uint32_t thread) {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/%u/status", thread);
  const Descriptor file{open(path.data(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 1024> text{};
  if (file.get() < 0 || read(file.get(), text.data(), text.size() - 1) <= 0) return -1;
  const char* found = std::strstr(text.data(), "\nTgid:");
  return found ? std::atoi(found + 6) : -1;
}

int fetch_socket(const seccomp_notif& call) {
  const Descriptor process{static_cast<int>(syscall(SYS_pidfd_open, thread_group_of(call.pid), 0))};
  if (process.get() < 0) return -1;
  return static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), static_cast<int>(call.data.args[0]), 0));
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

  void listen() {
    announcements_->wait(net::DescriptorWatch::Event::kReadable, [this] {
      seccomp_notif call{};
      const int received = ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_RECV, &call);
      if (received == 0) answer(call);
      // ENOENT: the program was killed meanwhile. All programs gone: the descriptor is at its end, and says so for ever.
      if (received == 0 || errno == ENOENT || errno == EINTR || errno == EAGAIN) {
        if (has_programs(received)) listen();
      }
    });
  }

  /// After the last program has gone the descriptor is readable without anything to receive.
  bool has_programs(int received) {
    idle_wakes_ = received == 0 ? 0 : idle_wakes_ + 1;
    return idle_wakes_ < 16;
  }

  void answer(const seccomp_notif& call) {
    if (call.data.nr == SYS_listen) return listen_inside(call);
    Destination destination;
    if (!read_destination(call, destination)) return respond(call.id, EFAULT);
    // The memory that was read may have been another process's, if this one had gone.
    if (!is_waiting(call.id)) return;
    switch (route_of(destination)) {
      case Route::kInside:
        return is_listed(destination, on_machine_) ? connect(call, destination)
                                                   : connect_inside(call, destination);
      case Route::kRefused:
        return respond(call.id, ENETUNREACH);
      case Route::kOutside:
        return connect(call, destination);
    }
  }

  /// In the jail's own network, by a socket that is not one of those that the sandbox has put in: those would reach the machine's
  /// loopback. Done here and not left to the program, which could change its mind after the look.
  void connect_inside(const seccomp_notif& call, const Destination& destination) {
    Descriptor theirs{fetch_socket(call)};
    if (theirs.get() < 0) return respond(call.id, errno == EBADF ? EBADF : ENOTSOCK);
    if (!is_waiting(call.id)) return;
    // Its path means something in the jail only.
    if (option_of(theirs.get(), SO_DOMAIN) == AF_UNIX) return go_on(call.id);
    if (network_of(theirs.get()) == machine_network_) return respond(call.id, ENETUNREACH);
    if (pending_.size() >= kMaxPending) return respond(call.id, EAGAIN);
    const int flags = fcntl(theirs.get(), F_GETFL);
    fcntl(theirs.get(), F_SETFL, flags | O_NONBLOCK);
    const auto* address = reinterpret_cast<const sockaddr*>(&destination.address);
    const int error = ::connect(theirs.get(), address, destination.size) == 0 ? 0 : errno;
    fcntl(theirs.get(), F_SETFL, flags);
    if (error != EINPROGRESS || (flags & O_NONBLOCK) != 0) return respond(call.id, error);
    Pending& pending = pending_[call.id];
    pending = {net::DescriptorWatch::make(loop_, theirs.release()), kTheirOwn, flags};
    pending.socket->wait(net::DescriptorWatch::Event::kWritable, [this, id = call.id] { settle(id); });
  }

  /// No server on the machine's interfaces.
  void listen_inside(const seccomp_notif& call) {
    const Descriptor theirs{fetch_socket(call)};
    if (theirs.get() < 0) return respond(call.id, errno == EBADF ? EBADF : ENOTSOCK);
    if (!is_waiting(call.id)) return;
    if (network_of(theirs.get()) == machine_network_) return respond(call.id, EPERM);
    respond(call.id, ::listen(theirs.get(), static_cast<int>(call.data.args[1])) == 0 ? 0 : errno);
  }

  void connect(const seccomp_notif& call, const Destination& destination) {
    if (pending_.size() >= kMaxPending) return respond(call.id, EAGAIN);
    const Descriptor theirs{fetch_socket(call)};
    if (theirs.get() < 0) return respond(call.id, errno == EBADF ? EBADF : ENOTSOCK);
    if (!is_waiting(call.id)) return;
    const int flags = fcntl(theirs.get(), F_GETFL);
    const int type = option_of(theirs.get(), SO_TYPE);
    const int domain = option_of(theirs.get(), SO_DOMAIN);
    // Raw sockets and the like belong to the jail's own network.
    if ((type != SOCK_STREAM && type != SOCK_DGRAM) || (domain != AF_INET && domain != AF_INET6))
      return respond(call.id, ENETUNREACH);
    Descriptor ours{
        socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, option_of(theirs.get(), SO_PROTOCOL))};
    if (ours.get() < 0) return respond(call.id, errno);
    copy_options(theirs.get(), ours.get());
    const auto* address = reinterpret_cast<const sockaddr*>(&destination.address);
    const int error = ::connect(ours.get(), address, destination.size) == 0 ? 0 : errno;
    const int number = static_cast<int>(call.data.args[0]);
    const bool waits = error == EINPROGRESS && (flags & O_NONBLOCK) == 0;
    if (!waits) return finish(call.id, ours.get(), number, flags, error);
    Pending& pending = pending_[call.id];
    pending = {net::DescriptorWatch::make(loop_, ours.release()), number, flags};
    pending.socket->wait(net::DescriptorWatch::Event::kWritable, [this, id = call.id] { settle(id); });
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

  void go_on(std::uint64_t id) {
    seccomp_notif_resp response{};
    response.id = id;
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(announcements_->descriptor(), SECCOMP_IOCTL_NOTIF_SEND, &response);
  }

  net::EventLoop& loop_;
  std::unique_ptr<net::DescriptorWatch> announcements_;
  std::vector<Listener> on_machine_;
  std::uint64_t machine_network_;
  std::map<std::uint64_t, Pending> pending_;
  int idle_wakes_ = 0;
};

}  // namespace

std::unique_ptr<EgressBroker> broker_connections(net::EventLoop& loop, int announcements,
                                                 std::vector<Listener> on_machine) {
  return std::make_unique<Broker>(loop, announcements, std::move(on_machine));
}

}  // namespace eni::sandbox::isolation
