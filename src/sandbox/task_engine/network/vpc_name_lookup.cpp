#include "sandbox/task_engine/network/vpc_name_lookup.h"

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/task_engine/endpoints/name_chain.h"
#include "sandbox/task_engine/endpoints/vpc_names.h"
#include "sandbox/task_engine/network/private_zones.h"

namespace eni::sandbox::task_engine {
namespace {

using endpoints::NameLookup;

std::vector<vpc::Ipv4> addresses_of(Environment& env, const std::string& balancer) {
  std::vector<vpc::Ipv4> addresses;
  const LoadBalancerTraffic* traffic = find_load_balancer_traffic(env);
  if (traffic == nullptr) return addresses;
  for (const std::string& address : traffic->addresses_of(balancer))
    if (const auto parsed = vpc::parse_ipv4(address)) addresses.push_back(*parsed);
  return addresses;
}

NameLookup find_one(Environment& env, const aws::Region& region, const std::string& vpc,
                    const std::string& name, endpoints::RecordType type) {
  const auto addresses = [&](const std::string& balancer) { return addresses_of(env, balancer); };
  if (!vpc.empty()) {
    NameLookup lookup = find_in_private_zones(env.store, env.random, vpc, name, type, addresses);
    if (lookup.outcome != NameLookup::Outcome::kNotOurs) return lookup;
  }
  if (const auto address = endpoints::private_name_address(name, region.value))
    return {NameLookup::Outcome::kExists, {{*address}}};
  NameLookup lookup;
  for (const vpc::Ipv4 address : addresses_of(env, name)) lookup.records.push_back({address});
  if (!lookup.records.empty()) lookup.outcome = NameLookup::Outcome::kExists;
  return lookup;
}

}  // namespace

NameLookup find_vpc_name(Environment& env, const aws::Region& region, const std::string& vpc,
                         const std::string& name, endpoints::RecordType type) {
  return endpoints::find_through(
      [&](const std::string& one) { return find_one(env, region, vpc, one, type); }, name, type);
}

}  // namespace eni::sandbox::task_engine
