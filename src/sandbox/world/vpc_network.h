#pragma once
/// A VPC as the world has it: a router in a network of its own, and at its wires the interfaces of hosts, their trunks and the
/// tasks on them. A frame between two interfaces always passes the router, as VPCs have it: also one between two tasks of a host.
/// Addresses, MACs and VLAN ids are those that the API shows.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/world/interface.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/trunk/tag_programs.h"
#include "sandbox/world/trunk_tagging.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// Outlives what it has been asked to do.
class VpcNetwork {
 public:
  static Task<Result<std::unique_ptr<VpcNetwork>>> make(World& world, Tagging tagging);

  /// A host with its primary interface, eth0.
  Task<Result<void>> add_host(std::string host, Interface primary);
  /// eth1, which carries the host's branches.
  Result<void> add_trunk(const std::string& host, const vpc::Mac& mac);
  /// A task with eth0 on a branch of the host's trunk.
  Task<Result<void>> add_branch(std::string task, std::string host, VlanId vlan_id, Interface branch);
  /// A task with eth0 of its own: an interface of the host's, without a trunk.
  Task<Result<void>> add_task(std::string task, Interface own);
  /// Whether what was added with this name sends only as itself. Branches always do where tagging is kNone: their packets cannot be told
  /// from those of others.
  Result<void> set_source_check(const std::string& name, bool is_on);
  /// A host has other addresses of IPv6 from now on, and what else is no branch.
  /// @param now  of which only those, and their subnet, count
  Result<void> set_addresses6(const std::string& name, const Interface& now);
  /// What was added with this name is gone at once, and with a host its trunk and all branches on it; nothing if there is none.
  void remove(const std::string& name);

  /// The network of a host or task. @return  none if there is none
  const Network* find(const std::string& name) const;
  /// The router's own, for listeners and clients of the VPC's services.
  const Network& router() const { return router_; }

 private:
  struct Trunk {
    netlink::Index router_index = 0;
    std::optional<TagPrograms> programs;
  };
  struct Branch {
    std::string host;
    VlanId vlan_id = 0;
    netlink::Index router_index = 0;  ///< of its own interface; 0: the trunk's
  };
  struct Member {
    Network network;
    Interface interface;
    netlink::Index router_index = 0;  ///< the other end of its wire; 0 for branches
    std::optional<Trunk> trunk;
    std::optional<Branch> branch;
  };

  explicit VpcNetwork(World& world, Tagging tagging) : world_{world}, tagging_{tagging} {}

  netlink::Index next_index() { return ++last_index_; }
  static Interface carried(Interface interface);
  Task<Result<void>> add_wired(std::string name, Interface own, std::vector<std::string> settings);
  Result<void> find_conflict(const std::string& task, const Member& branch) const;
  Result<void> connect(const Member& host, const Member& task);
  static Result<void> check_source(const Member& task);
  Result<void> apply_source_check(const Member& member, bool is_on) const;
  Result<void> configure(const Network& network, const Interface& interface, netlink::Index index,
                         const std::string& present_name);
  Result<void> lead_to(const Interface& interface, netlink::Index router_index);
  void take_sources(const Interface& interface, netlink::Index router_index) const;
  netlink::Index router_index_of(const Member& member) const;
  std::vector<vpc::Address> addresses_without_others(const Member& member) const;
  void forget_sources(const Member& member) const;
  void forget(const Member& member);
  /// Those of subnets in which nothing is any more.
  void forget_gateways();

  World& world_;
  Tagging tagging_;
  Network router_;
  netlink::Index last_index_ = 100;  ///< lower ones may be taken
  std::set<vpc::Address> gateways_;
  std::map<std::string, Member> members_;
};

}  // namespace eni::sandbox::world
