#pragma once
/// TLS in front of a Server: takes encrypted connections and hands them on as plain ones, so that the server's own way knows
/// nothing of it. TLS 1.2 and later.
#include <memory>

#include "net/certificate_authority.h"
#include "net/descriptor.h"
#include "net/server.h"

namespace eni::net {

class TlsTerminator {
 public:
  /// @param listener  a listening TCP socket
  /// @param server    where connections go; outlives the terminator
  /// @param certificate  of ours; it is read when the first client comes, who is turned away if it cannot be
  /// @error           the socket cannot be taken over
  static Result<std::unique_ptr<TlsTerminator>> start(EventLoop& loop, Descriptor listener,
                                                      const ServerCertificate& certificate, Server& server);
  /// Ends all its connections.
  virtual ~TlsTerminator() = default;
};

}  // namespace eni::net
