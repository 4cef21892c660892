#pragma once
/// An entry into VPCs for the user's own programs: a SOCKS 5 proxy on 127.0.0.1, which knows the names that VPCs' resolvers know.
///
///     curl --socks5-hostname 127.0.0.1:1080 http://web.local:8080
///
/// It is there only if it was asked for, for every program and user of the machine reaches it. It leads to addresses of VPCs alone, as
/// from their routers: security groups do not hold it, the machine and its networks it does not reach. Where several VPCs have an
/// address or a name, the user name (RFC 1929, any password) says which: vpc-….
#include <memory>
#include <string>

#include "base/result.h"
#include "sandbox/gateway/call.h"
#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/vpc_entry/vpc_directory.h"

namespace eni::net {
class EventLoop;
}

namespace eni::sandbox::vpc_entry {

inline constexpr std::size_t kMaxSessions = 256;  ///< at a time; who comes then is closed

class SocksEntry : public Component {
 public:
  /// Listens on 127.0.0.1.
  /// @param port  0: the system chooses
  /// @param time  whose time timeouts are; the loop itself, or a test's
  /// All outlive it. @error  the port cannot be had
  static Result<std::unique_ptr<SocksEntry>> listen(net::EventLoop& loop, Scheduler& time, Logger& log,
                                                    std::uint16_t port, VpcSockets& sockets,
                                                    std::unique_ptr<VpcDirectory> directory);

  virtual std::uint16_t port() const = 0;
  /// "127.0.0.1:1080"
  std::string address() const { return "127.0.0.1:" + std::to_string(port()); }
};

/// GET /_sandbox/socks says where it is: {"address"}, or that there is none.
void add_socks_page(Gateway& gateway);

}  // namespace eni::sandbox::vpc_entry
