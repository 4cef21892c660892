#include "sandbox/gateway/health.h"

namespace eni::sandbox {

Page health_page(std::span<const Service* const> services) {
  return {
      "GET", "/_sandbox/health",
      [services](Environment&, const net::Request&, const std::shared_ptr<net::Responder>& responder) {
        json::array names;
        for (const Service* service : services) names.emplace_back(service->name);
        net::Response response;
        response.headers.add("Content-Type", "application/json");
        response.body = pretty(json::object{{"status", "ok"}, {"version", ENI_VERSION}, {"services", names}});
        responder->send(std::move(response));
      }};
}

}  // namespace eni::sandbox
