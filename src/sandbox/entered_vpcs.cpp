#include "sandbox/entered_vpcs.h"

#include <algorithm>

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/task_engine/network/ec2_records.h"
#include "sandbox/task_engine/network/vpc_name_lookup.h"

namespace eni::sandbox {

namespace {

std::vector<LocalListener> listeners_of(Environment& env) {
  const LoadBalancerTraffic* traffic = find_load_balancer_traffic(env);
  return traffic ? traffic->local_listeners() : std::vector<LocalListener>{};
}

}  // namespace

std::vector<std::string> EnteredVpcs::vpcs() {
  std::set<std::string> all;
  for (const auto& vpc : engine_.connected_vpcs()) all.insert(vpc.id);
  for (const LocalListener& listener : listeners_of(env_)) all.insert(listener.vpc);
  return {all.begin(), all.end()};
}

bool EnteredVpcs::has_address(const std::string& vpc, const std::string& address) {
  const auto parsed = vpc::Address::parse(address);
  const auto blocks = task_engine::blocks_of_vpc(env_.store, vpc);
  return parsed &&
         std::ranges::any_of(blocks, [&](const vpc::Cidr& block) { return block.contains(*parsed); });
}

std::vector<std::string> EnteredVpcs::addresses_of(const std::string& vpc, const std::string& name) {
  // Every VPC resolves a load balancer's name; it leads to where that is.
  const auto listeners = listeners_of(env_);
  const auto named = std::ranges::find(listeners, name, &LocalListener::dns_name);
  if (named != listeners.end() && named->vpc != vpc) return {};
  std::string region;
  for (const auto& connected : engine_.connected_vpcs())
    if (connected.id == vpc) region = connected.region;
  std::vector<std::string> addresses;
  constexpr auto kType = task_engine::endpoints::RecordType::kA;
  for (const auto& record : task_engine::find_vpc_name(env_, aws::Region{region}, vpc, name, kType).records)
    if (const auto* address = std::get_if<vpc::Ipv4>(&record.data))
      addresses.push_back(vpc::to_text(*address));
  return addresses;
}

}  // namespace eni::sandbox
