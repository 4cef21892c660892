#include "sandbox/load_balancers/listener_page.h"

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/gateway/page_answer.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr const char* kPath = "/_sandbox/load-balancers";

json::object shown(const LocalListener& listener) {
  json::object out{
      {"loadBalancer", listener.load_balancer}, {"dnsName", listener.dns_name}, {"port", listener.port}};
  if (listener.local_port != 0) out["url"] = "http://127.0.0.1:" + std::to_string(listener.local_port);
  if (!listener.problem.empty()) out["problem"] = listener.problem;
  return out;
}

net::Response answer(Environment& environment) {
  const LoadBalancerTraffic* traffic = find_load_balancer_traffic(environment);
  if (traffic == nullptr)
    return page_answer(409,
                       {{"error", "this sandbox runs no containers, so its load balancers carry no traffic"},
                        {"hint", "start it with: eni-trunking sandbox --run auto"}});
  json::array listeners;
  for (const LocalListener& listener : traffic->local_listeners()) listeners.push_back(shown(listener));
  return page_answer(200, {{"listeners", std::move(listeners)}});
}

}  // namespace

void add_listener_page(Gateway& gateway) {
  gateway.add_page({"GET", kPath, [](Environment& environment, const net::Request&, const auto& responder) {
                      responder->send(answer(environment));
                    }});
}

}  // namespace eni::sandbox::load_balancers
