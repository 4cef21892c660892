#include "sandbox/gateway/load_balancer_traffic.h"

namespace eni::sandbox {

LoadBalancerTraffic* find_load_balancer_traffic(Environment& environment) {
  const auto found = environment.components.find(std::type_index(typeid(LoadBalancerTraffic)));
  return found == environment.components.end() ? nullptr
                                               : static_cast<LoadBalancerTraffic*>(found->second.get());
}

}  // namespace eni::sandbox
