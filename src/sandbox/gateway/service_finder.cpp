#include "sandbox/gateway/service_finder.h"

#include <algorithm>

#include "sandbox/gateway/protocol_rpc_v2_cbor.h"
#include "sandbox/gateway/route.h"

namespace eni::sandbox {

namespace {

using Services = std::span<const Service* const>;

template <class Fits>
const Service* first(Services services, Fits fits) {
  const auto found =
      std::find_if(services.begin(), services.end(), [&fits](const Service* s) { return fits(*s); });
  return found == services.end() ? nullptr : *found;
}

bool has_operation(const Service& service, std::string_view name) {
  return std::any_of(service.operations.begin(), service.operations.end(),
                     [name](const Operation& operation) { return operation.name == name; });
}

bool takes_action(Protocol protocol) { return protocol == Protocol::kQuery || protocol == Protocol::kEc2; }

const Service* by_prefix(Services services, std::string_view prefix) {
  if (prefix.empty()) return nullptr;
  return first(services, [prefix](const Service& s) { return s.target_prefix == prefix; });
}

const Service* by_host(Services services, std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));
  const auto dot = name.find('.');
  const bool named =
      dot != std::string_view::npos && (name.find(".amazonaws.com") != std::string_view::npos ||
                                        name.find(".localhost") != std::string_view::npos);
  return named ? find_service(services, name.substr(0, dot)) : nullptr;
}

std::string action_of(const net::Request& request) {
  auto action = net::query_value(request.query(), "Action");
  if (!action && request.method == "POST" && request.path() == "/")
    action = net::query_value(request.body, "Action");
  return action.value_or("");
}

const Service* by_action(Services services, const net::Request& request) {
  const std::string action = action_of(request);
  if (action.empty()) return nullptr;
  return first(services,
               [&](const Service& s) { return takes_action(s.protocol) && has_operation(s, action); });
}

const Service* by_path(Services services, const net::Request& request) {
  return first(services, [&request](const Service& s) {
    return s.protocol == Protocol::kRestJson && find_route(s, request).operation != nullptr;
  });
}

}  // namespace

const Service* find_service(Services services, std::string_view name) {
  return first(services, [name](const Service& service) { return service.name == name; });
}

const Service* find_service(Services services, const net::Request& request,
                            const aws::SignatureClaim* claim) {
  if (claim) return find_service(services, claim->scope.service);
  if (const auto target = request.headers.get("X-Amz-Target"))
    return by_prefix(services, target->substr(0, target->rfind('.')));
  if (is_rpc_v2_cbor(request)) return by_prefix(services, rpc_v2_target(request.path()).service);
  if (const Service* service = by_host(services, request.headers.text("Host"))) return service;
  if (!action_of(request).empty()) return by_action(services, request);
  if (const Service* service = by_path(services, request)) return service;
  return find_service(services, "s3");
}

const Service& unknown_service(const net::Request& request) {
  static const Service json{"unknown", "this service", Protocol::kJson11, {}, {}, {}, {}};
  static const Service rest{"unknown", "this service", Protocol::kRestJson, {}, {}, {}, {}};
  static const Service query{"unknown", "this service", Protocol::kQuery, {}, {}, {}, {}};
  static const Service cbor{"unknown", "this service", Protocol::kRpcV2Cbor, {}, {}, {}, {}};
  if (is_rpc_v2_cbor(request)) return cbor;
  if (request.headers.contains("X-Amz-Target")) return json;
  return action_of(request).empty() ? rest : query;
}

}  // namespace eni::sandbox
