#include "sandbox/services/ecs/services/service_registry_input.h"

#include <algorithm>

#include "aws/arn.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/services/load_balancer_input.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxRegistries = 1;
constexpr std::int64_t kMaxPort = 65535;

ApiError refused(const std::string& message, const json::object& registry) {
  return aws::invalid_parameter(message + " Registry: " + text_at(registry, "registryArn"));
}

bool is_service_arn(const std::string& text) {
  const auto arn = aws::Arn::parse(text);
  return arn && arn->service == "servicediscovery" && arn->resource.starts_with("service/");
}

Task<ApiResult<json::object>> find_registry(const Call& call, std::string arn) {
  const Principal principal = service_scheduler_principal(call.env.store, call.account(), call.region);
  json::object params{{"Id", arn}};
  auto asking =
      call.env.gateway.call(principal, call.region, "servicediscovery", "GetService", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_value()) co_return object_at(reply->value, "Service");
  co_return aws::invalid_parameter("The service registry " + arn +
                                   " cannot be used: " + reply.error().message);  // Assumed wording.
}

bool has_records(const json::object& found, std::string_view type) {
  return std::ranges::any_of(array_at(object_at(found, "DnsConfig"), "DnsRecords"),
                             [&](const json::value& record) { return text_at(record, "Type") == type; });
}

/// The members by which a registry names a port.
std::vector<std::string> port_members(const json::object& registry) {
  std::vector<std::string> given;
  if (integer_at(registry, "port") != 0) given.emplace_back("port");
  if (!text_at(registry, "containerName").empty()) given.emplace_back("containerName");
  if (integer_at(registry, "containerPort") != 0) given.emplace_back("containerPort");
  return given;
}

/// A task of its own address: one of the two ways to name a port.
ApiResult<void> check_own_port(const TaskPlan& plan, const json::object& registry) {
  const std::int64_t port = integer_at(registry, "port");
  const auto given = port_members(registry);
  if (port != 0 && given.size() > 1)  // Assumed wording.
    return refused("Either 'port' or both 'containerName' and 'containerPort' must be specified.", registry);
  if (port < 0 || port > kMaxPort)  // Assumed wording.
    return refused("The port must be between 1 and 65535.", registry);
  if (port != 0) return {};
  if (given.size() < 2) {
    return refused(  // Assumed wording.
        "When specifying 'awsvpc' for networkMode and an SRV record, a value for 'port' or values for "
        "'containerName' and 'containerPort' must be specified.",
        registry);
  }
  return check_container_port(plan, registry);
}

ApiResult<void> check_host_port(const TaskPlan& plan, const json::object& registry) {
  if (integer_at(registry, "port") != 0 || port_members(registry).size() < 2) {
    return refused(
        "When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' "
        "must be specified from the task definition.",
        registry);
  }
  return check_container_port(plan, registry);
}

ApiResult<void> check_registry(const TaskPlan& plan, const json::object& registry,
                               const json::object& found) {
  if (has_records(found, "CNAME"))  // Tasks have addresses, and no names. Assumed wording.
    return refused("A service registry with a CNAME record is not supported.", registry);
  const bool has_port = has_records(found, "SRV");
  if (plan.network_mode == "none" || (!plan.has_own_interface() && !has_port)) {
    return refused("The network mode '" + plan.network_mode +
                       "' needs a service registry with an SRV record.",  // Assumed wording.
                   registry);
  }
  if (has_port)
    return plan.has_own_interface() ? check_own_port(plan, registry) : check_host_port(plan, registry);
  for (const std::string& member : port_members(registry)) {
    return refused("The values specified for serviceRegistries do not require a value for '" + member +
                       "'. Remove the value and retry.",
                   registry);
  }
  return {};
}

}  // namespace

Task<ApiResult<void>> add_service_registries(const Call& call, TaskPlan& plan, json::array registries) {
  if (registries.size() > kMaxRegistries)
    co_return aws::invalid_parameter("service registries can have at most 1 items.");
  for (const json::value& one : registries) {
    const json::object& registry = one.as_object();
    const std::string arn = text_at(registry, "registryArn");
    if (!is_service_arn(arn))  // Assumed wording.
      co_return aws::invalid_parameter("Invalid service registry ARN: " + arn);
    auto finding = find_registry(call, arn);
    ENI_CO_TRY(const json::object found, co_await std::move(finding));
    ENI_CO_CHECK(check_registry(plan, registry, found));
  }
  plan.service_registries = std::move(registries);
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::ecs_service
