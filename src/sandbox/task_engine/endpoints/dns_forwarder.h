#pragma once
/// Asks the machine's servers of names, by ordinary sockets of the sandbox's process, what a VPC does not know.
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/task.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/endpoints/awaitable_socket.h"
#include "sandbox/task_engine/endpoints/dns_message.h"
#include "sandbox/task_engine/endpoints/name_servers.h"

namespace eni::sandbox::task_engine::endpoints {

enum class Transport { kUdp, kTcp };

struct ForwardOptions {
  /// Asked for each question.
  std::function<std::vector<NameServer>()> name_servers = machine_name_servers;
  std::chrono::milliseconds patience{2000};  ///< with each try. Clients' resolvers wait for five seconds
};

/// How many servers are asked before the client is told that there is no answer; the one there is twice, if it is alone.
inline constexpr std::size_t kForwardTries = 2;

class DnsForwarder {
 public:
  /// The loop and `random` outlive it, and it outlives its tasks. Each question has a number of its own from `random`, and a port of
  /// its own from the kernel.
  DnsForwarder(net::EventLoop& loop, Random& random, ForwardOptions options);

  /// @param transport  of the client: who asks by TCP gets what a server says by TCP, if by UDP it was cut
  /// @return  the answer for the client, of at most `limit` bytes; SERVFAIL if no server gives one
  Task<std::string> ask(DnsQuery query, Transport transport, std::size_t limit);

 private:
  Task<std::optional<std::string>> try_server(DnsQuery query, NameServer server, Transport transport);
  Task<std::optional<std::string>> ask_by_udp(DnsQuery query, NameServer server, SteadyTime end);
  Task<std::optional<std::string>> ask_by_tcp(DnsQuery query, NameServer server, SteadyTime end);
  std::uint16_t new_id() { return static_cast<std::uint16_t>(random_.next()); }

  net::EventLoop& loop_;
  Random& random_;
  ForwardOptions options_;
};

}  // namespace eni::sandbox::task_engine::endpoints
