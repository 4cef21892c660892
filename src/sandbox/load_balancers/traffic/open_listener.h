#pragma once
/// Where a listener listens: on the loopback, and at each address of its load balancer.
#include <map>
#include <memory>
#include <string>

#include "sandbox/load_balancers/sockets/acceptor.h"
#include "sandbox/load_balancers/traffic/balancer.h"

namespace eni::sandbox::load_balancers {

class OpenListener {
 public:
  /// @param balancer  outlives this
  OpenListener(Balancer& balancer, const Listener& listener);

  /// On 127.0.0.1; 0 if the system gave no socket.
  std::uint16_t local_port() const { return local_ ? local_->port() : 0; }
  /// Why it does not listen somewhere in the VPC; "" if it does, or is about to.
  std::string problem() const;
  /// Listens at these addresses and no longer at others.
  void listen_at(const std::string& vpc, const std::vector<std::string>& addresses);
  /// The same, with new sockets: the VPC's network is another one.
  void listen_again(const std::string& vpc, const std::vector<std::string>& addresses);
  Protocol protocol() const { return protocol_; }
  std::uint16_t port() const { return port_; }

 private:
  struct Place {
    std::unique_ptr<Acceptor> acceptor;  ///< null before there is one
    std::string problem;
    std::unique_ptr<TaskGroup> listening;
  };

  Task<void> listen(std::string vpc, std::string address, Place& place);
  Task<void> try_to_listen(std::string vpc, std::string address, Place& place);
  void accept(net::Descriptor socket, Peer peer, bool is_local);
  Task<void> serve_tcp(std::unique_ptr<Stream> client, std::string address, std::shared_ptr<const int> place);
  Task<void> serve_http(std::unique_ptr<Stream> client, Arrival arrival, std::shared_ptr<const int> place);

  Balancer& balancer_;
  const std::string arn_;
  const Protocol protocol_;
  const std::uint16_t port_;
  std::unique_ptr<Acceptor> local_;
  std::map<std::string, Place> places_;  ///< by address
  TaskGroup sessions_;
};

}  // namespace eni::sandbox::load_balancers
