#include "sandbox/gateway/health.h"

#include "sandbox/gateway/page_answer.h"

namespace eni::sandbox {

Page health_page(std::span<const Service* const> services) {
  return {
      "GET", "/_sandbox/health",
      [services](Environment&, const net::Request&, const std::shared_ptr<net::Responder>& responder) {
        json::array names;
        for (const Service* service : services) names.emplace_back(service->name);
        responder->send(page_answer(
            200, json::object{{"status", "ok"}, {"version", ENI_VERSION}, {"services", std::move(names)}}));
      }};
}

}  // namespace eni::sandbox
