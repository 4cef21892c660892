#pragma once
/// What decides over a VPC's packets beside security groups: route tables, network ACLs and the way out, kept as EC2's records say.
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "net/event_loop.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/task_engine/network/ec2_records.h"
#include "sandbox/task_engine/network/routing_records.h"
#include "sandbox/world/internet_access.h"
#include "sandbox/world/restart_delay.h"

namespace eni::sandbox::task_engine {

/// Outlives what uses it.
struct RoutingParts {
  net::EventLoop& loop;
  Random& random;
  Store& store;
  Logger& log;
  world::World& world;
  bool has_internet = false;  ///< whether VPCs can have a way out here
};

/// Outlives what it has been asked to do.
class VpcRouting {
 public:
  /// @param router  outlives this
  static Task<Result<std::unique_ptr<VpcRouting>>> make(RoutingParts parts, std::string vpc,
                                                        const world::Network& router);
  ~VpcRouting();
  VpcRouting(const VpcRouting&) = delete;
  VpcRouting& operator=(const VpcRouting&) = delete;

  /// An interface is in the VPC, or has another public address.
  Result<void> assign(const InterfaceRecord& interface);
  /// It is gone, or has this address no more.
  void unassign(const vpc::Address& address);
  /// Reads all again; what is the same stays as it is.
  void refresh();

 private:
  VpcRouting(RoutingParts parts, std::string vpc, const world::Network& router, world::RouteTables routes,
             world::NetworkAcls acls);

  Task<void> open_internet();
  void internet_ended(const std::string& reason);
  Task<void> reopen_internet();
  RetryParts retries() const { return {parts_.loop, parts_.random, parts_.log}; }
  Result<void> assign_addresses(const InterfaceRecord& interface);
  void forget_gone_subnets();
  void unassign_acls(const std::vector<vpc::Cidr>& blocks);
  Result<void> read_subnet(const std::string& id);
  void refresh_at(TimePoint time);
  Task<void> refresh_now();
  void warn(const Error& error);

  RoutingParts parts_;
  std::string vpc_;
  const world::Network& router_;
  world::RouteTables routes_;
  world::NetworkAcls acls_;
  std::unique_ptr<world::InternetAccess> internet_;
  TimePoint opened_{};
  world::RestartDelay restart_delay_;
  struct Subnet {
    std::vector<vpc::Cidr> blocks;
    std::string route_table;
  };
  std::map<std::string, Subnet> subnets_;            ///< that interfaces have been in
  std::map<vpc::Ipv4, InterfaceRecord> interfaces_;  ///< by their primary address
  std::optional<std::pair<TimePoint, Scheduler::TimerId>> next_refresh_;
  TaskGroup tasks_;
};

}  // namespace eni::sandbox::task_engine
