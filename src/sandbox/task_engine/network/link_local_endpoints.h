#pragma once
/// What the programs of a network find at link-local addresses, and at the address of their VPC's resolver. As on AWS they get there by an
/// interface of its own. What is at its other end is a network of their own alone, so who asks is known by where, and no program finds a
/// port taken.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/server.h"
#include "sandbox/gateway/call.h"
#include "sandbox/task_engine/endpoints/resolver.h"
#include "sandbox/task_engine/images/host_agents.h"
#include "sandbox/world/netlink/links.h"
#include "sandbox/world/world.h"
#include "vpc/ipv4.h"

namespace eni::sandbox::task_engine {

/// What AWS_ENDPOINT_URL is in containers.
inline constexpr const char* kTaskApiUrl = "http://169.254.170.2:4566";

/// All of it outlives the endpoints.
struct LinkLocalParts {
  Environment& env;
  net::EventLoop& loop;
  world::World& world;
  HostAgents& agents;
};

/// Whose they are.
struct LinkLocalOwner {
  std::string instance;  ///< the host, or the one that the task is on
  aws::Region region;
  std::string vpc;                ///< whose names are resolved; "": no private ones
  vpc::Ipv4 name_server = 0;      ///< of the VPC
  bool has_host_metadata = true;  ///< the host's agent does not keep it from its tasks
};

/// The interface that leads there.
struct LinkLocalInterface {
  const char* name;
  world::netlink::Index index;  ///< beside those of world::VpcNetwork
  vpc::Ipv4 address;            ///< of the first network's; others have the next ones
  vpc::Ipv4 other_address;      ///< at the other end
};

/// Source: aws/amazon-ecs-agent, agent/ecscni: names and addresses.
inline constexpr LinkLocalInterface kTaskInterface{"ecs-eth0", 110, 0xA9FE'AC02, 0xA9FE'AC01};

class LinkLocalEndpoints final : public endpoints::NameSource {
 public:
  LinkLocalEndpoints(LinkLocalParts parts, LinkLocalOwner owner);
  ~LinkLocalEndpoints() override;

  /// The resolver and the host's metadata answer those who are attached from then on. Once; this outlives the call.
  /// @error  what the kernel refused
  Task<Result<void>> open();
  /// So does what is for tasks: their metadata at 169.254.170.2, and AWS itself. After open(), once; this outlives the call.
  /// @error  what the kernel refused; nothing of it is there then, and it may be asked for again
  Task<Result<void>> serve_tasks(net::Handler task_metadata);
  /// Gives a network the interface. After open().
  /// @param routes  of that network
  Result<void> attach(const world::netlink::Socket& routes, const LinkLocalInterface& interface);

  endpoints::NameLookup find(const std::string& name, endpoints::RecordType type) override;

 private:
  std::vector<vpc::Ipv4> addresses() const;
  Task<Result<void>> make_network();
  Task<Result<net::Descriptor>> listen(vpc::Ipv4 address, std::uint16_t port, int type);
  Task<Result<void>> serve_names();
  Task<Result<void>> serve_host_metadata();
  Result<std::unique_ptr<net::Server>> serve_api(net::Descriptor listener);

  const LinkLocalParts parts_;
  const LinkLocalOwner owner_;
  std::optional<world::Network> network_;  ///< at the other end
  int attached_ = 0;                       ///< networks so far
  std::unique_ptr<endpoints::Resolver> resolver_;
  std::vector<std::unique_ptr<net::Server>> servers_;
};

}  // namespace eni::sandbox::task_engine
