#include "sandbox/task_engine/endpoints/dns_forwarder.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Event = AwaitableSocket::Event;

constexpr std::size_t kReceiveBytes = 4096;
/// Answers to something else that are read before a server is given up: whoever sends them guesses.
constexpr int kMaxStrangers = 32;

/// Connected, so that only the server's answers come, from a port that nobody else has; a stream may still be connecting.
net::Descriptor connected_socket(const NameServer& server, int type) {
  net::Descriptor socket{::socket(server.address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket) return {};
  const int code = connect(socket.get(), reinterpret_cast<const sockaddr*>(&server.address), server.size);
  if (code != 0 && errno != EINPROGRESS) return {};
  return socket;
}

bool is_connected(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

/// What comes next; nothing after an error, as when nobody listens there. "" if there is nothing yet.
std::optional<std::string> receive_datagram(int socket) {
  std::array<char, kReceiveBytes> room;
  const ssize_t size = recv(socket, room.data(), room.size(), MSG_DONTWAIT);
  if (size >= 0) return std::string(room.data(), static_cast<std::size_t>(size));
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return "";
  return std::nullopt;
}

/// Whether another server may say something else.
bool is_final(ResponseCode code) {
  return code == ResponseCode::kNoError || code == ResponseCode::kNameError;
}

}  // namespace

DnsForwarder::DnsForwarder(net::EventLoop& loop, Random& random, ForwardOptions options)
    : loop_{loop}, random_{random}, options_{std::move(options)} {}

Task<std::string> DnsForwarder::ask(DnsQuery query, Transport transport, std::size_t limit) {
  const std::vector<NameServer> servers = options_.name_servers();
  std::optional<std::string> last;
  for (std::size_t number = 0; number < kForwardTries && !servers.empty(); ++number) {
    auto trying = try_server(query, servers[number % servers.size()], transport);
    auto answer = co_await std::move(trying);
    if (!answer) continue;
    last = relay_answer(*std::move(answer), query, limit);
    const auto code = static_cast<ResponseCode>((*last)[3] & 0xf);
    if (is_final(code)) break;
  }
  if (!last) last = write_response(query, ResponseCode::kServerFailure, {}, limit);
  co_return *std::move(last);
}

Task<std::optional<std::string>> DnsForwarder::try_server(DnsQuery query, NameServer server,
                                                          Transport transport) {
  const SteadyTime end = std::chrono::steady_clock::now() + options_.patience;
  auto asking = ask_by_udp(query, server, end);
  auto answer = co_await std::move(asking);
  constexpr char kTruncatedBit = 0x02;
  const bool is_cut = answer && ((*answer)[2] & kTruncatedBit) != 0;
  if (!is_cut || transport == Transport::kUdp) co_return std::move(answer);
  auto asking_again = ask_by_tcp(query, server, end);
  auto whole = co_await std::move(asking_again);
  if (!whole) co_return std::move(answer);
  co_return std::move(whole);
}

Task<std::optional<std::string>> DnsForwarder::ask_by_udp(DnsQuery query, NameServer server, SteadyTime end) {
  net::Descriptor connected = connected_socket(server, SOCK_DGRAM);
  if (!connected) co_return std::nullopt;
  AwaitableSocket socket{loop_, std::move(connected)};
  const std::uint16_t id = new_id();
  const std::string question = write_forwarded_query(query, id);
  if (send(socket.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0) co_return std::nullopt;
  for (int strangers = 0; strangers < kMaxStrangers; ++strangers) {
    auto waiting = socket.wait_until(Event::kReadable, end);
    if (const bool ready = co_await std::move(waiting); !ready) co_return std::nullopt;
    auto answer = receive_datagram(socket.get());
    if (!answer) co_return std::nullopt;
    if (check_answer(*answer, id, query)) co_return std::move(answer);
  }
  co_return std::nullopt;
}

Task<std::optional<std::string>> DnsForwarder::ask_by_tcp(DnsQuery query, NameServer server, SteadyTime end) {
  net::Descriptor connecting = connected_socket(server, SOCK_STREAM);
  if (!connecting) co_return std::nullopt;
  AwaitableSocket socket{loop_, std::move(connecting)};
  auto waiting = socket.wait_until(Event::kWritable, end);
  const bool ready = co_await std::move(waiting);
  if (!ready || !is_connected(socket.get())) co_return std::nullopt;
  const std::uint16_t id = new_id();
  auto sending = send_message(socket, write_forwarded_query(query, id), end);
  if (const bool sent = co_await std::move(sending); !sent) co_return std::nullopt;
  auto receiving = receive_message(socket, kMaxTcpBytes, end);
  auto answer = co_await std::move(receiving);
  if (!answer || !check_answer(*answer, id, query)) co_return std::nullopt;
  co_return std::move(answer);
}

}  // namespace eni::sandbox::task_engine::endpoints
