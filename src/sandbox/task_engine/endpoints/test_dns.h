#pragma once
/// For tests: DNS messages byte by byte, and sockets on 127.0.0.1 that send and receive them.
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <functional>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>

#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/endpoints/dns_message.h"
#include "sandbox/task_engine/endpoints/name_servers.h"

namespace eni::sandbox::task_engine::endpoints {

/// Bytes from hexadecimal digits; all else in `text` is for the reader.
inline std::string bytes(std::string_view text) {
  std::string out;
  int high = -1;
  for (const char c : text) {
    const std::size_t digit = std::string_view{"0123456789abcdef"}.find(c);
    if (digit == std::string_view::npos) continue;
    if (high < 0) {
      high = static_cast<int>(digit);
    } else {
      out += static_cast<char>(high << 4 | static_cast<int>(digit));
      high = -1;
    }
  }
  return out;
}

/// With this id, RD, and one question.
inline std::string query_bytes(std::uint16_t id, std::string_view name, RecordType type,
                               std::string_view rest = "", std::string_view additional = "0000") {
  const auto number = static_cast<std::uint16_t>(type);
  std::string out{static_cast<char>(id >> 8), static_cast<char>(id & 0xff)};
  out += bytes("0100 0001 0000 0000");
  out += bytes(additional);
  out += to_wire_name(name).value();
  out += {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  return out + bytes("0001") + std::string(rest);
}

inline constexpr int kTestMilliseconds = 60'000;

inline sockaddr_in loopback(std::uint16_t port = 0) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// Bound to the loopback; a stream listens. Does not block.
inline net::Descriptor bound_socket(int type, std::uint16_t port = 0) {
  net::Descriptor socket{::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = loopback(port);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  if (type == SOCK_STREAM && listen(socket.get(), 64) != 0) return {};
  return socket;
}

/// A UDP and a TCP socket with the same port.
struct SocketPair {
  SocketPair() {
    for (int attempt = 0; attempt < 100 && !connections; ++attempt) {
      datagrams = bound_socket(SOCK_DGRAM);
      connections = bound_socket(SOCK_STREAM, port_of(datagrams.get()));
    }
    if (!connections) throw std::runtime_error("no port is free for both");
  }
  std::uint16_t port() const { return port_of(datagrams.get()); }
  net::Descriptor datagrams;
  net::Descriptor connections;
};

/// A client's, or a fake server's, with plain blocking calls that end after a minute.
class TestSocket {
 public:
  explicit TestSocket(net::Descriptor socket) : socket_{std::move(socket)} {}
  static TestSocket connected(int type, std::uint16_t port, std::string_view from = "127.0.0.1") {
    net::Descriptor socket{::socket(AF_INET, type | SOCK_CLOEXEC, 0)};
    sockaddr_in own = loopback();
    inet_pton(AF_INET, std::string(from).c_str(), &own.sin_addr);
    if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
      throw std::runtime_error("bind");
    const sockaddr_in address = loopback(port);
    if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("connect");
    return TestSocket{std::move(socket)};
  }

  int get() const { return socket_.get(); }
  void send(std::string_view message) const {
    (void)::send(get(), message.data(), message.size(), MSG_NOSIGNAL);
  }
  void send_to(const sockaddr_in& peer, std::string_view message) const {
    (void)sendto(get(), message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&peer),
                 sizeof peer);
  }
  /// What comes next; "" at the end of a stream, and if nothing comes.
  std::string receive(sockaddr_in* peer = nullptr) const {
    if (!is_readable()) return "";
    std::array<char, 70'000> room;
    socklen_t size = sizeof(sockaddr_in);
    const ssize_t count = recvfrom(get(), room.data(), room.size(), 0, reinterpret_cast<sockaddr*>(peer),
                                   peer ? &size : nullptr);
    return {room.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }
  /// A message with its length before it.
  void send_framed(std::string_view message) const {
    const std::size_t size = message.size();
    send(std::string{static_cast<char>(size >> 8), static_cast<char>(size & 0xff)} + std::string(message));
  }
  std::string receive_framed() const {
    const std::string size = receive_exactly(2);
    if (size.size() < 2) return "";
    return receive_exactly(static_cast<std::size_t>(static_cast<std::uint8_t>(size[0])) << 8 |
                           static_cast<std::uint8_t>(size[1]));
  }
  TestSocket accepted() const {
    if (!is_readable()) throw std::runtime_error("nobody connects");
    return TestSocket{net::Descriptor{accept4(get(), nullptr, nullptr, SOCK_CLOEXEC)}};
  }

 private:
  bool is_readable() const {
    pollfd asked{get(), POLLIN, 0};
    return poll(&asked, 1, kTestMilliseconds) == 1;
  }
  std::string receive_exactly(std::size_t count) const {
    std::string all;
    while (all.size() < count && is_readable()) {
      char c = 0;
      if (recv(get(), &c, 1, 0) != 1) break;
      all += c;
    }
    return all;
  }

  net::Descriptor socket_;
};

/// Runs the loop while a client does its plain calls beside it.
inline void run_beside(net::EventLoop& loop, const std::function<void()>& client) {
  std::thread thread{[&] {
    client();
    loop.post([&] { loop.stop(); });
  }};
  loop.run();
  thread.join();
}

/// Of an answer.
inline ResponseCode code_of(std::string_view answer) {
  return static_cast<ResponseCode>(answer.size() < kDnsHeaderBytes ? 0xff : answer[3] & 0xf);
}
inline bool is_truncated(std::string_view answer) { return answer.size() > 2 && (answer[2] & 2) != 0; }
inline int answer_count(std::string_view answer) {
  return answer.size() < kDnsHeaderBytes ? -1 : static_cast<std::uint8_t>(answer[7]);
}

inline NameServer server_at(std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  NameServer server;
  std::memcpy(&server.address, &address, sizeof address);
  server.size = sizeof address;
  return server;
}

/// As a server of names answers: the query back as an answer, with `records` records of those bytes behind the question.
inline std::string server_answer(std::string query, std::string_view flags, int records = 0,
                                 std::string_view record_bytes = "") {
  query.replace(2, 2, bytes(flags));
  query[7] = static_cast<char>(records);
  return query + std::string(record_bytes);
}

}  // namespace eni::sandbox::task_engine::endpoints
