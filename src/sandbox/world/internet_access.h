#pragma once
/// A VPC's connection to the outside, by IPv4 and IPv6: the program slirp4netns makes what the router forwards to its interface anew, by sockets of this user in
/// the machine's network, without privileges and without any change to it. Who may use it is for route_tables.h to say, which has to be
/// there first. It cannot be connected to from outside, and reaches nothing on the machine's loopback.
/// Of IPv6 it takes packets from one address only, its own block's: the router sends them under that.
/// Source: slirp4netns(1).
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "net/event_loop.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// The program's own block of IPv6, in which are ways to the machine's loopback and its name servers. Nothing may be forwarded there.
inline constexpr const char* kOutsideBlock6 = "fd00::/64";

/// Its end takes the interface and the program away.
class InternetAccess {
 public:
  /// Gives a router kInternetInterface, with the default route. The program ends with this process, however that ends.
  /// @param router  outlives this, and has the settings of VpcNetwork's
  /// @param on_end  the program has ended by itself: what it said last
  /// @error  it is not installed or does not work here, with how to get it as hint
  static Task<Result<std::unique_ptr<InternetAccess>>> make(net::EventLoop& loop, World& world,
                                                            const Network& router,
                                                            std::function<void(std::string)> on_end);
  virtual ~InternetAccess() = default;

  /// Why there is no way out by IPv6, where the machine has IPv6.
  virtual const std::optional<Error>& ipv6_failure() const = 0;
};

/// Finds out by doing it. @error  as make()
Task<Result<void>> try_internet_access(net::EventLoop& loop, World& world);

}  // namespace eni::sandbox::world
