#pragma once
/// The resolver of a VPC, at its second address and at 169.254.169.253: names of the VPC from who knows them, all others from the
/// machine's servers of names.
/// Source: Amazon VPC User Guide, "Understanding Amazon DNS" (addresses, 1024 packets a second and interface).
///
/// Clients are told apart by their addresses, which a VPC's router checks. None gets more than its share of what they have
/// in common: questions that others answer, connections.
#include <chrono>
#include <memory>

#include "base/random.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/endpoints/dns_forwarder.h"
#include "sandbox/task_engine/endpoints/name_source.h"

namespace eni::sandbox::task_engine::endpoints {

struct ResolverOptions {
  ForwardOptions forward;
  std::size_t max_forwards = 256;     ///< questions that others are asked at a time
  std::size_t max_connections = 128;  ///< of clients, by TCP
  double queries_per_second = 1024;   ///< of a client; what is more gets no answer, as in AWS
  std::chrono::seconds connection_patience{
      10};  ///< for a question on a connection, and for its answer to be taken
};

class Resolver {
 public:
  /// All that it is given outlives it.
  /// @param on_defect  an exception of one question's, which is not answered; the others are
  static std::unique_ptr<Resolver> make(net::EventLoop& loop, NameSource& names, Random& random,
                                        TaskGroup::OnException on_defect, ResolverOptions options = {});
  /// Answers no more, and closes its sockets.
  virtual ~Resolver() = default;

  /// Answers on one more address. The sockets do not block and become the resolver's; either may be none.
  /// @param datagrams    a UDP socket that is bound to the address
  /// @param connections  a TCP socket that listens there
  virtual void serve(net::Descriptor datagrams, net::Descriptor connections) = 0;
};

}  // namespace eni::sandbox::task_engine::endpoints
