#pragma once
/// For tests: what sockets of a world's networks say to each other, by plain calls with a limit of time.
#include <arpa/inet.h>
#include <array>
#include <cstring>
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

inline sockaddr_in name_of(const std::string& address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &name.sin_addr);
  return name;
}

inline SocketOptions listener(const std::string& address, std::uint16_t port) {
  const sockaddr_in name = name_of(address, port);
  return {AF_INET, SOCK_STREAM, 0, std::string(reinterpret_cast<const char*>(&name), sizeof name), 16};
}

inline SocketOptions client() { return {AF_INET, SOCK_STREAM, 0, "", 0}; }

inline bool wait_for(int descriptor, short events, int milliseconds = kSocketMilliseconds) {
  pollfd poll_of{descriptor, events, 0};
  return poll(&poll_of, 1, milliseconds) == 1;
}

/// "connected", or why not.
inline std::string connect_to(int socket, const std::string& address, std::uint16_t port,
                              int milliseconds = kSocketMilliseconds) {
  const sockaddr_in name = name_of(address, port);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 && errno != EINPROGRESS)
    return std::strerror(errno);
  if (!wait_for(socket, POLLOUT, milliseconds)) return "no answer";
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? "connected" : std::strerror(error);
}

/// The address of who connects next.
inline std::string peer_of_next(int listener) {
  if (!wait_for(listener, POLLIN)) return "nobody";
  sockaddr_in name{};
  socklen_t size = sizeof name;
  const net::Descriptor accepted{accept4(listener, reinterpret_cast<sockaddr*>(&name), &size, SOCK_CLOEXEC)};
  return accepted ? vpc::to_text(ntohl(name.sin_addr.s_addr)) : std::strerror(errno);
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
