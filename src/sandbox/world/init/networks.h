#pragma once
/// Network namespaces and sockets of theirs. Nothing of them stays in this process: who holds their descriptors has them.
#include <array>
#include <string>
#include <vector>

#include "net/descriptor.h"

namespace eni::sandbox::world::init {

/// The namespace in which this process began, and in which it is between two commands.
class InitialNetwork {
 public:
  InitialNetwork();
  /// @return  0 or an errno
  int enter(int network) const;
  void restore() const;

 private:
  net::Descriptor descriptor_;
};

/// What did not work: errno and on what.
struct Failure {
  int error = 0;
  std::string subject;
};

struct NewNetwork {
  Failure failure;
  std::vector<net::Descriptor> descriptors;  ///< the namespace, a socket for rtnetlink, one for nf_tables
};

NewNetwork make_network(const InitialNetwork& initial, const std::vector<std::string>& settings);

struct SocketRequest {
  int family = 0;
  int type = 0;
  int protocol = 0;
  std::string address;  ///< a sockaddr to bind to; may be empty
  int backlog = 0;      ///< 0: not to listen
};

struct NewSocket {
  Failure failure;
  net::Descriptor socket;  ///< does not block
};

NewSocket make_socket(const InitialNetwork& initial, int network, const SocketRequest& request);

}  // namespace eni::sandbox::world::init
