#include "sandbox/task_engine/images/own_registry.h"

#include "base/text.h"
#include "net/http.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/images/registry/endpoint.h"
#include "sandbox/task_engine/images/execution_principal.h"

namespace eni::sandbox::task_engine {
namespace {

using images::PullFault;

images::PullFailure no_login(std::string why) { return {PullFault::kEcrLogin, std::move(why)}; }

std::string port_of(const std::string& host) {
  const auto colon = host.rfind(':');
  return colon == std::string::npos || host.ends_with(']') ? "" : host.substr(colon + 1);
}

/// Without the port, and an IPv6 address's brackets.
std::string name_of(const std::string& host) {
  const std::string port = port_of(host);
  std::string name = port.empty() ? host : host.substr(0, host.size() - port.size() - 1);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return to_lower(name);
}

/// As the ECS agent logs it.
std::string no_identity(const TaskToRun& task, const std::string& why) {
  if (!task.execution_role_arn.empty()) return why;
  return "operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh "
         "cached credentials, " +
         why;
}

images::PullResult<images::Credentials> read_login(const json::value& reply) {
  const json::array& data = array_at(reply, "authorizationData");
  const auto login = base64_decode(data.empty() ? "" : text_at(data.front(), "authorizationToken"));
  const auto colon = login ? login->find(':') : std::string::npos;
  if (colon == std::string::npos) return no_login("the authorization token of ECR is not of its form");
  return images::Credentials{login->substr(0, colon), login->substr(colon + 1)};
}

}  // namespace

std::optional<oci::EcrRegistry> own_registry(const std::string& host, const std::string& endpoint_url,
                                             const oci::EcrRegistry& otherwise) {
  if (auto registry = oci::ecr_registry_of(host)) return registry;
  const auto own = net::Url::parse(endpoint_url);
  if (own.has_error() || port_of(host) != own->port) return std::nullopt;
  const std::string name = name_of(host);
  if (!images::is_loopback(name) && !name.ends_with(".localhost") && name != to_lower(own->host))
    return std::nullopt;
  if (auto registry = oci::ecr_registry_by_prefix(host)) return registry;
  return otherwise;
}

std::string own_url(const std::string& endpoint_url) {
  auto url = net::Url::parse(endpoint_url);
  if (url.has_error()) return endpoint_url;
  if (url->host == "0.0.0.0") url->host = "127.0.0.1";
  if (url->host == "::") url->host = "::1";
  return url->scheme + "://" + url->authority();
}

Task<images::PullResult<images::Credentials>> log_in_to_ecr(Environment& env, HostAgents& agents,
                                                            TaskToRun task, oci::EcrRegistry registry) {
  auto finding = execution_principal(env, agents, task);
  const auto principal = co_await std::move(finding);
  if (principal.has_error()) co_return no_login(no_identity(task, principal.error().message));
  json::object params{{"registryIds", json::array{registry.account.value}}};
  auto asking =
      env.gateway.call(*principal, registry.region, "ecr", "GetAuthorizationToken", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return no_login(reply.error().code + ": " + reply.error().message);
  co_return read_login(reply->value);
}

}  // namespace eni::sandbox::task_engine
