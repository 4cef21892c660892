#include "sandbox/services/ecr/registry/pages.h"

#include <algorithm>

#include "base/text.h"
#include "oci/reference.h"
#include "sandbox/gateway/body_receivers.h"
#include "sandbox/services/ecr/registry/layer_receiver.h"

namespace eni::sandbox::ecr_service {
namespace {

using Kind = RegistryRoute::Kind;

constexpr std::string_view kPrefix = "/v2/";

struct Endpoint {
  Kind kind;
  std::string_view method;
  EndpointTask (*run)(RegistryCall&);
};

/// What brings bytes of layers is not among them: sends_layer().
constexpr Endpoint kEndpoints[] = {
    {Kind::kBase, "GET", get_base},
    {Kind::kBase, "HEAD", get_base},
    {Kind::kCatalog, "GET", get_catalog},
    {Kind::kTags, "GET", get_tags},
    {Kind::kReferrers, "GET", get_referrers},
    {Kind::kManifest, "GET", get_manifest},
    {Kind::kManifest, "HEAD", get_manifest},
    {Kind::kManifest, "PUT", put_manifest},
    {Kind::kManifest, "DELETE", delete_manifest},
    {Kind::kBlob, "GET", get_blob},
    {Kind::kBlob, "HEAD", get_blob},
    {Kind::kBlob, "DELETE", delete_blob},
    {Kind::kUploads, "POST", begin_upload},
    {Kind::kUpload, "GET", get_upload},
    {Kind::kUpload, "DELETE", cancel_upload},
};

RegistryResult<const Endpoint*> find_endpoint(const RegistryRoute& route, std::string_view method) {
  if (route.kind == Kind::kNone) return RegistryError{404, "UNSUPPORTED", "A registry has no such path"};
  const auto* end = std::end(kEndpoints);
  const auto* found = std::find_if(std::begin(kEndpoints), end, [&](const Endpoint& one) {
    return one.kind == route.kind && one.method == method;
  });
  if (found == end) return RegistryError{405, "UNSUPPORTED", "The method is not allowed here"};
  return found;
}

RegistryResult<RegistryCall> admit(Environment& env, net::Request&& request, const RegistryRoute& route) {
  ENI_TRY(auto caller, authenticate_client(env, request));
  if (!route.name.empty() && !oci::is_repository_name(route.name))
    return RegistryError{400, "NAME_INVALID",
                         "'" + route.name.substr(0, 100) + "' is not a repository's name"};
  return RegistryCall{env, std::move(request), route, std::move(caller)};
}

void send(net::Responder& responder, RegistryAnswer answer) {
  net::Response response = registry_response(std::move(answer.response));
  if (answer.file) return responder.send_file(std::move(response), *std::move(answer.file));
  responder.send(std::move(response));
}

Task<void> answer_later(RegistryCall call, std::shared_ptr<net::Responder> responder,
                        std::function<EndpointTask(RegistryCall&)> endpoint) {
  std::optional<RegistryResult<RegistryAnswer>> result;
  try {
    auto task = endpoint(call);
    auto answer = co_await std::move(task);
    result.emplace(std::move(answer));
  } catch (...) {
    result.emplace(thrown_error(call.env));
  }
  const std::string error = result->has_error() ? result->error().code : std::string{};
  const int status = result->has_error() ? result->error().status : (**result).response.status;
  log_registry_request(call.env, call.request, status, error);
  if (result->has_error()) {
    responder->send(registry_response(write_error(result->error())));
  } else {
    send(*responder, std::move(**result));
  }
}

void refuse(Environment& env, const net::Request& request, net::Responder& responder,
            const RegistryError& error) {
  log_registry_request(env, request, error.status, error.code);
  responder.send(registry_response(write_error(error)));
}

/// Of a request whose body is in memory: one that has none, as a rule.
void receive_at_once(Environment& env, net::Request&& request, std::shared_ptr<net::Responder> responder) {
  LayerReceiver receiver{env, request};
  if (auto refused = receiver.begin()) return responder->send(*std::move(refused));
  if (auto refused = receiver.receive(request.body)) return responder->send(*std::move(refused));
  receiver.finish(std::move(request), std::move(responder));
}

void serve(Environment& env, net::Request&& request, std::shared_ptr<net::Responder> responder) {
  const RegistryRoute route = read_route(request.path());
  if (sends_layer(request, route)) return receive_at_once(env, std::move(request), std::move(responder));
  const auto endpoint = find_endpoint(route, request.method);
  if (endpoint.has_error()) return refuse(env, request, *responder, endpoint.error());
  net::Request head{request.method, request.target, {}, ""};
  auto call = admit(env, std::move(request), route);
  if (call.has_error()) return refuse(env, head, *responder, call.error());
  answer_registry_call(*std::move(call), std::move(responder), (*endpoint)->run);
}

std::unique_ptr<net::BodyReceiver> receive(Environment& env, const net::Request& head) {
  if (!sends_layer(head, read_route(head.path()))) return nullptr;
  return std::make_unique<LayerReceiver>(env, head);
}

}  // namespace

void add_registry_pages(Environment& env) {
  for (const std::string_view method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    env.gateway.add_page(
        {method, kPrefix,
         [](Environment& of, net::Request request, std::shared_ptr<net::Responder> responder) {
           serve(of, std::move(request), std::move(responder));
         }});
  // There is none in tests without a server.
  const auto receivers = env.components.find(typeid(BodyReceivers));
  if (receivers == env.components.end()) return;
  static_cast<BodyReceivers&>(*receivers->second).add(kPrefix, [&env](const net::Request& head) {
    return receive(env, head);
  });
}

void answer_registry_call(RegistryCall call, std::shared_ptr<net::Responder> responder,
                          std::function<EndpointTask(RegistryCall&)> endpoint) {
  Gateway& gateway = call.env.gateway;
  gateway.spawn(answer_later(std::move(call), std::move(responder), std::move(endpoint)));
}

RegistryError thrown_error(Environment& env) {
  try {
    throw;
  } catch (const sqlite::Failure& failure) {
    const std::string fault = sqlite::fault_of_disk(failure);
    env.log.error(fault.empty() ? "internal failure" : fault, {{"at", "registry"}, {"what", failure.what()}});
    return {503, "UNAVAILABLE",
            fault.empty() ? "An internal error occurred" : "Nothing was changed, for " + fault};
  } catch (const std::exception& thrown) {
    env.log.error("internal failure", {{"at", "registry"}, {"what", thrown.what()}});
    return {500, "UNKNOWN", "An internal error occurred; the sandbox's log has its cause"};
  }
}

net::Response registry_response(net::Response response) {
  response.headers.set("Docker-Distribution-Api-Version", "registry/2.0");
  return response;
}

void log_registry_request(Environment& env, const net::Request& request, int status, std::string_view error) {
  env.log.info("registry", {{"method", request.method},
                            {"path", request.path()},
                            {"status", std::to_string(status)},
                            {"error", error}});
}

}  // namespace eni::sandbox::ecr_service
