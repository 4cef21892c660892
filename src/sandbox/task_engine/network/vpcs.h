#pragma once
/// The VPCs of tasks that run, with what is connected to them: hosts, trunks, tasks, and what their security groups let through. A
/// VPC's network is there from its first use until EC2 has no such VPC any more.
#include <map>
#include <memory>
#include <set>
#include <string>

#include "sandbox/gateway/vpc_sockets.h"
#include "sandbox/images/store/keyed_locks.h"
#include "sandbox/task_engine/network/vpc_routing.h"

namespace eni::sandbox::task_engine {

/// A task's place in a VPC.
struct ConnectedTask {
  const world::Network* network = nullptr;  ///< that its containers share; until disconnect()
  InterfaceRecord interface;                ///< its own, or in the network mode host the host's primary one
};

/// Outlives what it has been asked to do.
class Vpcs {
 public:
  Vpcs(RoutingParts parts, world::Tagging tagging)
      : parts_{parts}, store_{parts.store}, world_{parts.world}, tagging_{tagging}, locks_{parts.loop} {}

  /// Gives a task a network with its interface, on a branch of its host's trunk if it has one.
  /// @param interface  the task's own, "eni-…"
  /// @error  EC2 has not all of it; what the kernel refused
  Task<Result<ConnectedTask>> connect(std::string task, std::string instance, std::string interface);
  /// The host's own network, which tasks of the mode host share.
  Task<Result<ConnectedTask>> connect_to_host(std::string instance);
  /// Nothing is left of its network but what processes hold.
  void disconnect(const std::string& task);
  /// With all that is on it.
  void remove_host(const std::string& instance);

  /// Its rules are other ones.
  void group_changed(const std::string& group);
  /// Its groups are other ones, its public address, its source check or, of a host, its addresses of IPv6.
  void interface_changed(const std::string& interface);
  /// Route tables, network ACLs or gateways are other ones, or a VPC is gone.
  void routing_changed();

  /// A listening socket of the VPC's router, which has that address from then on: a load balancer's, say.
  /// @error  what the kernel refused
  Task<Result<net::Descriptor>> listen(std::string vpc, std::string address, std::uint16_t port);
  /// A TCP socket of the router's on its way to an address in the VPC.
  /// @param from  an address that it own()s; "": whichever
  /// @error  there is no way
  Task<Result<net::Descriptor>> connect_to(std::string vpc, std::string address, std::uint16_t port,
                                           std::string from = "");
  /// The router has that address from then on, for whoever it is an interface of: security groups hold for what goes there and comes
  /// from there. Once more is no harm. @error  what the kernel refused
  Task<Result<void>> own(std::string vpc, OwnAddress own);

  /// The instances that are connected.
  std::vector<std::string> hosts() const;
  /// Of a task or host that is connected. Null for all others.
  const world::Network* find_network(const std::string& name) const;

 private:
  struct Vpc {
    std::unique_ptr<world::VpcNetwork> network;
    std::optional<world::SecurityGroups> groups;  ///< of the network; goes before it
    std::unique_ptr<VpcRouting> routing;          ///< likewise
    std::set<std::string> known_groups;
    std::set<vpc::Ipv4> own_addresses;  ///< that the router answers at
  };
  struct Member {
    std::string vpc;
    InterfaceRecord interface;
    bool is_host = false;
    bool has_trunk = false;   ///< a host
    bool is_own = false;      ///< the router has its address
    bool has_groups = false;  ///< of is_own: its groups hold
  };

  /// Kept by who is at work in it.
  using SharedVpc = std::shared_ptr<Vpc>;

  /// @error  EC2 has none of that name; what the kernel refused
  Task<Result<SharedVpc>> vpc_of(std::string id);
  Task<Result<SharedVpc>> add_host(std::string instance);
  Result<void> assign_groups(Vpc& vpc, const InterfaceRecord& interface);
  bool is_anothers(const std::string& name, const vpc::Address& address) const;
  static void unassign(Vpc& vpc, const vpc::Address& address);
  void change_addresses6(Vpc& vpc, const std::string& host, const world::Interface& now);
  Result<void> add_own(Vpc& vpc, vpc::Ipv4 address);
  Result<void> leave_own(Vpc& vpc, vpc::Ipv4 address);
  void forget(const std::string& name);
  bool has_members(const std::string& vpc) const;
  /// Networks of VPCs that EC2 has no more, once nobody uses them.
  void drop_deleted();

  const RoutingParts parts_;
  Store& store_;
  world::World& world_;
  const world::Tagging tagging_;
  images::KeyedLocks locks_;  ///< of VPCs and hosts that are being made
  std::map<std::string, SharedVpc> vpcs_;
  std::map<std::string, Member> members_;  ///< tasks and hosts
};

}  // namespace eni::sandbox::task_engine
