#pragma once
/// The registry's place in the gateway: /v2/…, of requests that are not signed as those of AWS's APIs are.
#include <functional>
#include <memory>

#include "sandbox/services/ecr/registry/endpoints.h"

namespace eni::sandbox::ecr_service {

void add_registry_pages(Environment& env);

/// Carries out an endpoint, as a task of the gateway's, and sends its answer.
void answer_registry_call(RegistryCall call, std::shared_ptr<net::Responder> responder,
                          std::function<EndpointTask(RegistryCall&)> endpoint);

/// Of the exception that is being handled: a defect, or a store that fails for a moment. Logs it.
RegistryError thrown_error(Environment& env);

/// With what all answers of a registry have.
net::Response registry_response(net::Response response);

void log_registry_request(Environment& env, const net::Request& request, int status, std::string_view error);

}  // namespace eni::sandbox::ecr_service
