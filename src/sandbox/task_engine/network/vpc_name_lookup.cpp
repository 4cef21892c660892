#include "sandbox/task_engine/network/vpc_name_lookup.h"

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/task_engine/endpoints/vpc_names.h"
#include "sandbox/task_engine/network/private_zones.h"

namespace eni::sandbox::task_engine {

endpoints::NameLookup find_vpc_name(Environment& env, const aws::Region& region, const std::string& vpc,
                                    const std::string& name, endpoints::RecordType type) {
  using endpoints::NameLookup;
  if (!vpc.empty()) {
    NameLookup lookup = find_in_private_zones(env.store, env.random, vpc, name, type);
    if (lookup.outcome != NameLookup::Outcome::kNotOurs) return lookup;
  }
  if (const auto address = endpoints::private_name_address(name, region.value))
    return {NameLookup::Outcome::kExists, {{*address}}};
  const LoadBalancerTraffic* traffic = find_load_balancer_traffic(env);
  if (traffic == nullptr) return {};
  NameLookup lookup;
  for (const std::string& address : traffic->addresses_of(name))
    if (const auto parsed = vpc::parse_ipv4(address)) lookup.records.push_back({*parsed});
  if (!lookup.records.empty()) lookup.outcome = NameLookup::Outcome::kExists;
  return lookup;
}

}  // namespace eni::sandbox::task_engine
