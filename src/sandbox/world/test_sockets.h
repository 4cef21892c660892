#pragma once
/// For tests: what sockets of a world's networks say to each other, by plain calls with a limit of time.
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/world/netlink/links.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

inline constexpr int kSocketMilliseconds = 60'000;

inline vpc::Ipv4 ip(std::string_view text) { return *vpc::parse_ipv4(text); }

/// As bind(2) and connect(2) take it, of either family.
struct SocketName {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  std::string bytes() const { return {reinterpret_cast<const char*>(&storage), size}; }
};

inline SocketName name_of(const std::string& address, std::uint16_t port) {
  SocketName name;
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(name.storage);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(name.storage);
  if (inet_pton(AF_INET6, address.c_str(), &ipv6.sin6_addr) == 1) {
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    name.size = sizeof ipv6;
  } else {
    inet_pton(AF_INET, address.c_str(), &ipv4.sin_addr);
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    name.size = sizeof ipv4;
  }
  return name;
}

inline SocketOptions listener(const std::string& address, std::uint16_t port) {
  const SocketName name = name_of(address, port);
  return {name.storage.ss_family, SOCK_STREAM, 0, name.bytes(), 16};
}

/// @param address  that it is to connect to; only its family counts
inline SocketOptions client(const std::string& address = "0.0.0.0") {
  return {name_of(address, 0).storage.ss_family, SOCK_STREAM, 0, "", 0};
}

inline bool wait_for(int descriptor, short events, int milliseconds = kSocketMilliseconds) {
  pollfd poll_of{descriptor, events, 0};
  return poll(&poll_of, 1, milliseconds) == 1;
}

/// "connected", or why not.
inline std::string connect_to(int socket, const std::string& address, std::uint16_t port,
                              int milliseconds = kSocketMilliseconds) {
  const SocketName name = name_of(address, port);
  if (connect(socket, name.raw(), name.size) != 0 && errno != EINPROGRESS) return std::strerror(errno);
  if (!wait_for(socket, POLLOUT, milliseconds)) return "no answer";
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? "connected" : std::strerror(error);
}

/// The address of who connects next.
inline std::string peer_of_next(int listener) {
  if (!wait_for(listener, POLLIN)) return "nobody";
  SocketName name;
  name.size = sizeof name.storage;
  const net::Descriptor accepted{accept4(listener, name.raw(), &name.size, SOCK_CLOEXEC)};
  if (!accepted) return std::strerror(errno);
  std::array<char, INET6_ADDRSTRLEN> text{};
  getnameinfo(name.raw(), name.size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return text.data();
}

inline std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t size = 0;
       wait_for(descriptor, POLLIN) && (size = read(descriptor, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(size));
  return text;
}

}  // namespace eni::sandbox::world
