#pragma once
/// Sockets inside VPCs, for what the sandbox itself serves and asks there: load balancers and their health checks.
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"

namespace eni::sandbox {

/// An address that the router has for an interface of a load balancer's.
struct OwnAddress {
  std::string address;
  bool has_groups =
      false;  ///< whether its interface's security groups hold for it; those of the others do anyway
};

class VpcSockets {
 public:
  virtual ~VpcSockets() = default;

  /// Whether there are VPCs that packets go through, once that is known.
  virtual Task<bool> is_available() = 0;
  /// A listening TCP socket, which does not block.
  /// @param vpc      "vpc-…"
  /// @param address  of an interface there
  /// @error  why there is none: no such VPC, the address is in use
  virtual Task<Result<net::Descriptor>> listen(std::string vpc, std::string address, std::uint16_t port) = 0;
  /// A TCP socket, which does not block, on its way to that address: it becomes writable once it is connected or has failed, and
  /// SO_ERROR tells which.
  /// @error  why it was not even begun: no such VPC, no way there
  virtual Task<Result<net::Descriptor>> connect(std::string vpc, std::string address, std::uint16_t port) = 0;

  /// The same two of somebody with an address and security groups, by which all is judged that it sends and receives from then on. Where
  /// there are no security groups there is no difference.
  virtual Task<Result<net::Descriptor>> listen_as(std::string vpc, OwnAddress own, std::uint16_t port) {
    return listen(std::move(vpc), std::move(own.address), port);
  }
  virtual Task<Result<net::Descriptor>> connect_as(std::string vpc, OwnAddress own, std::string address,
                                                   std::uint16_t port) {
    static_cast<void>(own);
    return connect(std::move(vpc), std::move(address), port);
  }
};

}  // namespace eni::sandbox
