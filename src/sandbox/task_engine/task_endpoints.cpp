#include "sandbox/task_engine/task_endpoints.h"

#include <algorithm>

#include "base/defect.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/world/netlink/links.h"

namespace eni::sandbox::task_engine {

namespace {

using endpoints::ProtectedTask;
using endpoints::ProtectionError;
using endpoints::ProtectionFailure;
using endpoints::ProtectionResult;

constexpr const char* kTaskService = "ecs-tasks.amazonaws.com";
constexpr const char* kPrimaryInterface = "eth0";

/// Credentials are renewed before they end, as the agent does.
constexpr std::chrono::minutes kRenewedBefore{15};

std::string_view shown(ContainerStatus status) {
  switch (status) {
    case ContainerStatus::kPending:
      return "CREATED";
    case ContainerStatus::kRunning:
      return "RUNNING";
    case ContainerStatus::kStopped:
      return "STOPPED";
  }
  return "CREATED";
}

ProtectionError error_of(const ApiError& error) { return {error.code, error.message, error.http_status, ""}; }

ProtectionResult protection_of(const json::value& reply) {
  const json::array& failures = array_at(reply, "failures");
  if (!failures.empty()) {
    const json::object& one = failures.front().as_object();
    return ProtectionFailure{text_at(one, "arn"), text_at(one, "reason"), find_string(one, "detail")};
  }
  const json::array& tasks = array_at(reply, "protectedTasks");
  if (tasks.empty()) return ProtectionError{"ServerException", "ECS answered without a task", 500, ""};
  const json::object& one = tasks.front().as_object();
  ProtectedTask task{text_at(one, "taskArn"), flag_at(one, "protectionEnabled"), {}};
  if (const json::value* until = find(one, "expirationDate"))
    task.expires_at = TimePoint{Duration{static_cast<long long>(until->to_number<double>() * 1000)}};
  return task;
}

}  // namespace

TaskEndpoints::TaskEndpoints(TaskParts& parts, std::function<std::vector<ContainerState>()> containers)
    : parts_{parts},
      containers_{std::move(containers)},
      requests_{parts.engine.loop, *this, logged_as(parts.engine.env.log, "task metadata", parts.task.arn)} {}

TaskEndpoints::~TaskEndpoints() {
  if (hosts_) hosts_->task_metadata.remove(requests_);
}

std::string TaskEndpoints::name_server() const { return vpc::to_text(parts_.vpc_block.first + 2); }

Task<Result<void>> TaskEndpoints::open() {
  return parts_.task.network_mode == "host" ? share_hosts() : open_own();
}

Task<Result<void>> TaskEndpoints::share_hosts() {
  auto finding = parts_.engine.host_links.find_for_tasks(parts_.task.instance_id, parts_.task.region);
  ENI_CO_TRY(hosts_, co_await std::move(finding));
  std::vector<std::string> ids = parts_.metadata_ids;
  ids.push_back(parts_.credentials_id);
  hosts_->task_metadata.add(ids, requests_);
  co_return Result<void>{};
}

Task<Result<void>> TaskEndpoints::open_own() {
  const EngineParts& engine = parts_.engine;
  own_ = std::make_unique<LinkLocalEndpoints>(
      LinkLocalParts{engine.env, engine.loop, engine.world.world(), engine.agents}, owner());
  auto opening = own_->open();
  ENI_CO_CHECK(co_await std::move(opening));
  auto serving = own_->serve_tasks([this](net::Request&& request, auto responder) {
    requests_.answer(std::move(request), std::move(responder));
  });
  co_return co_await std::move(serving);
}

LinkLocalOwner TaskEndpoints::owner() const {
  const TaskToRun& task = parts_.task;
  LinkLocalOwner owner{task.instance_id, task.region, "", parts_.vpc_block.first + 2};
  if (parts_.interface) owner.vpc = parts_.interface->vpc;
  owner.has_host_metadata = task.network_mode != "awsvpc" ||
                            parts_.engine.agents.setting(task.instance_id, "ECS_AWSVPC_BLOCK_IMDS") != "true";
  return owner;
}

Result<void> TaskEndpoints::attach(const world::netlink::Socket& routes) {
  return own_->attach(routes, kTaskInterface);
}

// ---- what it is asked ---------------------------------------------------------------------------------------

endpoints::NetworkMetadata TaskEndpoints::network_metadata(const std::string& container) const {
  endpoints::NetworkMetadata network;
  network.mode = parts_.task.network_mode;
  if (network.mode == "bridge") {
    if (const auto found = parts_.bridged.find(container); found != parts_.bridged.end())
      network.ipv4_addresses = {vpc::to_text(found->second.address)};
    return network;
  }
  if (network.mode == "host") {
    network.ipv4_addresses = {""};  // Docker tells none of it, and the agent tells that on.
    return network;
  }
  if (!parts_.interface) return network;
  const world::Interface& wire = parts_.interface->wire;
  network.ipv4_addresses = {vpc::to_text(wire.address)};
  network.attachment_index = 0;
  network.mac_address = vpc::to_text(wire.mac);
  network.ipv4_subnet = wire.subnet.text();
  network.domain_name_servers = {name_server()};
  network.domain_name_search_list = parts_.search_domains;
  network.private_dns_name = parts_.interface->private_dns_name;
  network.ipv4_gateway = vpc::gateway_of(wire.subnet).text() + "/" + std::to_string(wire.subnet.prefix);
  for (const vpc::Ipv6& address : wire.addresses6) network.ipv6_addresses.push_back(vpc::to_text(address));
  if (!wire.addresses6.empty()) network.ipv6_subnet = wire.subnet6.text();
  return network;
}

endpoints::ContainerMetadata TaskEndpoints::container_metadata(std::size_t index,
                                                               const ContainerState& state) const {
  const TaskToRun& task = parts_.task;
  const json::object& definition = task.containers.at(index).as_object();
  endpoints::ContainerMetadata container;
  container.endpoint_id = parts_.metadata_ids.at(index);
  container.docker_id = state.runtime_id;
  container.name = state.name;
  container.docker_name = docker_name(task, state.name, state.runtime_id);
  container.image = text_at(definition, "image");
  container.image_id = state.image_digest;
  container.labels = {{"com.amazonaws.ecs.cluster", task.cluster},
                      {"com.amazonaws.ecs.container-name", state.name},
                      {"com.amazonaws.ecs.task-arn", task.arn},
                      {"com.amazonaws.ecs.task-definition-family", task.family},
                      {"com.amazonaws.ecs.task-definition-version", std::to_string(task.revision)}};
  container.desired_status = "RUNNING";
  container.known_status = shown(state.status);
  container.exit_code = state.exit_code;
  container.cpu_units = integer_at(definition, "cpu");
  container.memory_mib = integer_at(definition, "memory");
  for (const NetworkBinding& binding : state.network_bindings)
    for (std::uint16_t at = 0; at < binding.ports; ++at)
      container.ports.push_back({static_cast<std::uint16_t>(binding.container_port + at), binding.protocol,
                                 static_cast<std::uint16_t>(binding.host_port + at), "0.0.0.0"});
  container.networks = {network_metadata(state.name)};
  container.arn = task.container_arns.at(index);
  const json::object& log = object_at(definition, "logConfiguration");
  container.log_driver = log.empty() ? "json-file" : text_at(log, "logDriver");
  for (const auto& [name, value] : object_at(log, "options")) container.log_options[name] = as_text(value);
  return container;
}

const endpoints::TaskMetadata& TaskEndpoints::metadata() const {
  const TaskToRun& task = parts_.task;
  metadata_ = {};
  metadata_.network_mode = task.network_mode;
  metadata_.credentials_id = parts_.credentials_id;
  metadata_.cluster = task.cluster;
  metadata_.arn = task.arn;
  metadata_.family = task.family;
  metadata_.revision = std::to_string(task.revision);
  metadata_.desired_status = "RUNNING";
  metadata_.known_status = "RUNNING";
  if (const auto cpu = parse_integer(task.cpu)) metadata_.cpu = static_cast<double>(*cpu) / 1024;
  if (const auto memory = parse_integer(task.memory)) metadata_.memory_mib = *memory;
  metadata_.availability_zone = task.zone;
  if (parts_.interface) metadata_.vpc_id = parts_.interface->vpc;
  constexpr std::string_view kService = "service:";
  if (task.group.starts_with(kService)) metadata_.service_name = task.group.substr(kService.size());
  metadata_.group = task.group;
  std::size_t index = 0;
  for (const ContainerState& state : containers_()) {
    if (!state.runtime_id.empty()) metadata_.containers.push_back(container_metadata(index, state));
    if (state.status != ContainerStatus::kRunning) metadata_.known_status = shown(state.status);
    ++index;
  }
  return metadata_;
}

/// Of the network that a container is in: the task's, which all share, or in the mode bridge its own. Docker counts nothing of the host's.
const world::netlink::Socket* TaskEndpoints::routes_of(const std::string& docker_id) const {
  if (parts_.task.network_mode == "host") return nullptr;
  for (const auto& [name, bridged] : parts_.bridged)
    if (bridged.runtime_id == docker_id) return bridged.routes;
  return parts_.routes;
}

std::optional<endpoints::ContainerStats> TaskEndpoints::stats(const std::string& docker_id) const {
  const auto group = parts_.groups.find(docker_id);
  const auto& known = metadata().containers;
  const auto container = std::find_if(known.begin(), known.end(), [&](const auto& one) {
    return one.docker_id == docker_id && one.known_status == shown(ContainerStatus::kRunning);
  });
  if (group == parts_.groups.end() || container == known.end()) return std::nullopt;
  StatsReading reading{parts_.engine.env.scheduler.now(), group->second->stats(), {}, machine_cpu()};
  if (const auto* routes = routes_of(docker_id))
    reading.network = world::netlink::read_link_counters(*routes, kPrimaryInterface);
  StatsHistory& history = stats_[docker_id];
  history.add(std::move(reading));
  return docker_stats(docker_id, container->docker_name, history);
}

Task<ApiResult<const RoleSession*>> TaskEndpoints::session() {
  const TimePoint now = parts_.engine.env.scheduler.now();
  if (session_ && session_->end - kRenewedBefore > now) co_return &*session_;
  const TaskToRun& task = parts_.task;
  auto assuming =
      assume_role(parts_.engine.env, {kTaskService, task.account, task.region, task.role_arn, task.id});
  ENI_CO_TRY(session_, co_await std::move(assuming));
  co_return &*session_;
}

Task<Result<endpoints::TaskCredentials, endpoints::CredentialsFailure>> TaskEndpoints::credentials(
    std::string id) {
  if (parts_.credentials_id.empty() || id != parts_.credentials_id)
    co_return endpoints::CredentialsFailure::kNotFound;
  auto asking = session();
  const auto found = co_await std::move(asking);
  if (found.has_error()) co_return endpoints::CredentialsFailure::kUninitialized;
  const RoleSession& now = **found;
  co_return endpoints::TaskCredentials{parts_.task.role_arn, now.principal.access_key_id,
                                       now.secret_access_key, now.session_token, now.end};
}

Task<endpoints::MetadataTags> TaskEndpoints::tags() {
  endpoints::MetadataTags tags;
  auto asking = parts_.engine.agents.credentials(parts_.task.instance_id);
  const auto principal = co_await std::move(asking);
  if (principal.has_error()) co_return tags;
  json::object params{{"resourceArn", parts_.task.arn}};
  auto calling = parts_.engine.env.gateway.call(*principal, parts_.task.region, "ecs", "ListTagsForResource",
                                                std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) {
    const ApiError& error = reply.error();
    tags.errors.push_back({"TaskTags", error.code, error.message, error.http_status, "", parts_.task.arn});
    co_return tags;
  }
  for (const json::value& tag : array_at(reply->value, "tags"))
    tags.task[text_at(tag, "key")] = text_at(tag, "value");
  co_return tags;
}

Task<ProtectionResult> TaskEndpoints::ask_protection(std::string operation, json::object params) {
  auto asking = session();
  const auto found = co_await std::move(asking);
  if (found.has_error()) co_return error_of(found.error());
  params["cluster"] = parts_.task.cluster;
  params["tasks"] = json::array{json::string(parts_.task.arn)};
  const Principal principal = (*found)->principal;
  auto calling =
      parts_.engine.env.gateway.call(principal, parts_.task.region, "ecs", operation, std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return error_of(reply.error());
  co_return protection_of(reply->value);
}

Task<ProtectionResult> TaskEndpoints::protection() { return ask_protection("GetTaskProtection", {}); }

Task<ProtectionResult> TaskEndpoints::set_protection(bool enabled, std::optional<std::int64_t> minutes) {
  json::object params{{"protectionEnabled", enabled}};
  if (minutes) params["expiresInMinutes"] = *minutes;
  return ask_protection("UpdateTaskProtection", std::move(params));
}

}  // namespace eni::sandbox::task_engine
