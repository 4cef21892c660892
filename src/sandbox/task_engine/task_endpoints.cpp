#include "sandbox/task_engine/task_endpoints.h"

#include <algorithm>
#include <netinet/in.h>
#include <sys/socket.h>

#include "aws/sigv4.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/authenticate.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/network/vpc_name_lookup.h"
#include "sandbox/world/netlink/links.h"

namespace eni::sandbox::task_engine {

namespace {

using endpoints::NameLookup;
using endpoints::ProtectedTask;
using endpoints::ProtectionError;
using endpoints::ProtectionFailure;
using endpoints::ProtectionResult;

constexpr const char* kTaskService = "ecs-tasks.amazonaws.com";
constexpr const char* kTaskAddress = "169.254.170.2";
constexpr const char* kHostMetadataAddress = "169.254.169.254";
/// Beside the VPC's own. Source: Amazon VPC User Guide, "Understanding Amazon DNS".
constexpr const char* kLinkLocalResolver = "169.254.169.253";
/// Source: aws/amazon-ecs-agent, agent/ecscni: the interface's name and its addresses.
constexpr const char* kTaskInterface = "ecs-eth0";
constexpr const char* kOtherInterface = "ecs-eth";  ///< of the other ends, and a number
constexpr const char* kPrimaryInterface = "eth0";
constexpr vpc::Ipv4 kOtherLinkAddress = 0xA9FE'AC01;  // 169.254.172.1
constexpr vpc::Ipv4 kTaskLinkAddress = 0xA9FE'AC02;   // The first one's.
constexpr int kLinkPrefix = 22;
/// Beside those of world::VpcNetwork.
constexpr world::netlink::Index kTaskIndex = 110;
constexpr world::netlink::Index kOtherIndex = 101;
constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kApiPort = 4566;
constexpr int kEndpointBacklog = 64;
/// Of a task at a time: each is a descriptor of the sandbox's.
constexpr std::size_t kMaxApiConnections = 128;
constexpr std::size_t kMaxHostMetadataBytes = 16 * 1024;
/// Of all bodies that a task is sending: each has its server, and there are many of them.
constexpr std::size_t kMaxApiHeldBytes = 64 * 1024 * 1024;

/// Credentials are renewed before they end, as the agent does.
constexpr std::chrono::minutes kRenewedBefore{15};

std::string bound_to(const std::string& address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(*vpc::parse_ipv4(address));
  return {reinterpret_cast<const char*>(&name), sizeof name};
}

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

/// Nothing but calls of AWS's APIs, signed by somebody of IAM's: the keys that a sandbox's users have without asking are not for programs
/// in its tasks, and neither are its pages.
bool may_pass(const net::Request& request) {
  if (request.path().starts_with("/_sandbox/")) return false;
  const auto claim = aws::read_claim(request);
  return claim.has_value() && claim->has_value() && !root_key((*claim)->access_key_id);
}

net::Response refusal() {
  net::Response response;
  response.status = 403;
  response.headers.add("Content-Type", "text/plain");
  response.body = "A task reaches the sandbox with credentials of IAM: those of its role.\n";
  return response;
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
    : parts_{parts}, containers_{std::move(containers)} {}

TaskEndpoints::~TaskEndpoints() = default;

std::string TaskEndpoints::name_server() const { return vpc::to_text(parts_.vpc_block.first + 2); }

std::vector<std::string> TaskEndpoints::addresses() const {
  return {kTaskAddress, kHostMetadataAddress, kLinkLocalResolver, name_server()};
}

Task<Result<void>> TaskEndpoints::make_network() {
  namespace netlink = world::netlink;
  auto making = parts_.engine.world.world().make_network({});
  ENI_CO_TRY(network_, co_await std::move(making));
  netlink::Batch batch;
  netlink::set_up(batch, netlink::kLoopback, "lo");
  for (const std::string& text : addresses())
    netlink::add_address(batch, netlink::kLoopback, *vpc::parse_ipv4(text), 32);
  co_return network_->routes.send(batch);
}

Result<void> TaskEndpoints::attach(const world::netlink::Socket& routes) {
  namespace netlink = world::netlink;
  const netlink::Index end = kOtherIndex + attached_;
  const std::string end_name = kOtherInterface + std::to_string(attached_);
  const vpc::Ipv4 address = kTaskLinkAddress + static_cast<vpc::Ipv4>(attached_);
  ++attached_;
  netlink::Batch ours;
  netlink::add_veth(ours, {kTaskInterface, kTaskIndex, {}, 0}, {end_name, end, {}, 0},
                    network_->descriptor.get());
  netlink::set_up(ours, kTaskIndex, kTaskInterface);
  netlink::add_address(ours, kTaskIndex, address, kLinkPrefix);
  for (const std::string& text : addresses())
    netlink::add_route(ours, {{*vpc::parse_ipv4(text), 32}, kTaskIndex, std::nullopt});
  netlink::Batch theirs;
  netlink::set_up(theirs, end, end_name);
  netlink::add_address(theirs, end, kOtherLinkAddress, 32);
  netlink::add_route(theirs, {{address, 32}, end, std::nullopt});
  ENI_CHECK(routes.send(ours));
  return network_->routes.send(theirs);
}

Task<Result<net::Descriptor>> TaskEndpoints::listen(std::string address, std::uint16_t port, int type) {
  world::SocketOptions options{AF_INET, type, 0, bound_to(address, port),
                               type == SOCK_STREAM ? kEndpointBacklog : 0};
  auto making = parts_.engine.world.world().make_socket(network_->descriptor.get(), std::move(options));
  co_return co_await std::move(making);
}

Task<Result<void>> TaskEndpoints::open() {
  auto making = make_network();
  ENI_CO_CHECK(co_await std::move(making));
  auto listening = listen(kTaskAddress, kHttpPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor listener, co_await std::move(listening));
  ENI_CO_TRY(task_metadata_, endpoints::serve_task_metadata(parts_.engine.loop, std::move(listener), *this));
  auto serving_names = serve_names();
  ENI_CO_CHECK(co_await std::move(serving_names));
  auto serving_api = serve_api();
  ENI_CO_CHECK(co_await std::move(serving_api));
  auto serving_host = serve_host_metadata();
  co_return co_await std::move(serving_host);
}

Task<Result<void>> TaskEndpoints::serve_names() {
  resolver_ = endpoints::Resolver::make(parts_.engine.loop, *this, parts_.engine.env.random);
  for (const std::string& address : {name_server(), std::string(kLinkLocalResolver)}) {
    auto binding = listen(address, kDnsPort, SOCK_DGRAM);
    ENI_CO_TRY(net::Descriptor datagrams, co_await std::move(binding));
    auto listening = listen(address, kDnsPort, SOCK_STREAM);
    ENI_CO_TRY(net::Descriptor connections, co_await std::move(listening));
    resolver_->serve(std::move(datagrams), std::move(connections));
  }
  co_return Result<void>{};
}

Task<Result<void>> TaskEndpoints::serve_api() {
  auto listening = listen(kTaskAddress, kApiPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor listener, co_await std::move(listening));
  net::ServerOptions options;
  options.listener = listener.release();
  Gateway& gateway = parts_.engine.env.gateway;
  options.max_connections = kMaxApiConnections;
  options.max_held_bytes = kMaxApiHeldBytes;
  options.check_head = [&gateway](const net::Request& head) {
    return may_pass(head) ? gateway.check_head(head) : std::optional{refusal()};
  };
  const auto handle = [&gateway](net::Request&& request, std::shared_ptr<net::Responder> responder) {
    if (!may_pass(request)) return responder->send(refusal());
    gateway.handle(std::move(request), std::move(responder));
  };
  ENI_CO_TRY(auto server, net::Server::listen(parts_.engine.loop, std::move(options), handle));
  servers_.push_back(std::move(server));
  co_return Result<void>{};
}

namespace {

Task<void> answer_host_metadata(HostAgents& agents, std::string instance, net::Request request,
                                std::shared_ptr<net::Responder> responder) {
  auto asking = agents.answer_metadata(std::move(instance), std::move(request));
  net::Response response = co_await std::move(asking);
  responder->send(std::move(response));
}

}  // namespace

/// Unless the host's agent keeps its tasks from it.
Task<Result<void>> TaskEndpoints::serve_host_metadata() {
  HostAgents& agents = parts_.engine.agents;
  const std::string& instance = parts_.task.instance_id;
  const bool is_awsvpc = parts_.task.network_mode == "awsvpc";
  if (is_awsvpc && agents.setting(instance, "ECS_AWSVPC_BLOCK_IMDS") == "true") co_return Result<void>{};
  auto listening = listen(kHostMetadataAddress, kHttpPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor listener, co_await std::move(listening));
  net::ServerOptions options;
  options.listener = listener.release();
  Gateway& gateway = parts_.engine.env.gateway;
  options.max_connections = kMaxApiConnections;
  options.max_body_bytes = kMaxHostMetadataBytes;
  options.max_held_bytes = kMaxApiConnections * kMaxHostMetadataBytes;
  const auto handle = [&gateway, &agents, instance](net::Request&& request, auto responder) {
    gateway.spawn(answer_host_metadata(agents, instance, std::move(request), std::move(responder)));
  };
  ENI_CO_TRY(auto server, net::Server::listen(parts_.engine.loop, std::move(options), handle));
  servers_.push_back(std::move(server));
  co_return Result<void>{};
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
  if (!parts_.interface) return network;
  const world::Interface& wire = parts_.interface->wire;
  network.ipv4_addresses = {vpc::to_text(wire.address)};
  network.attachment_index = 0;
  network.mac_address = vpc::to_text(wire.mac);
  network.ipv4_subnet = wire.subnet.text();
  network.domain_name_servers = {name_server()};
  network.domain_name_search_list = parts_.search_domains;
  network.private_dns_name = parts_.interface->private_dns_name;
  network.ipv4_gateway = vpc::to_text(wire.subnet.first + 1) + "/" + std::to_string(wire.subnet.prefix);
  return network;
}

endpoints::ContainerMetadata TaskEndpoints::container_metadata(std::size_t index,
                                                               const ContainerState& state) const {
  const TaskToRun& task = parts_.task;
  const json::object& definition = task.containers.at(index).as_object();
  endpoints::ContainerMetadata container;
  container.endpoint_id = metadata_id(task, index);
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

NameLookup TaskEndpoints::find(const std::string& name, endpoints::RecordType type) {
  const std::string vpc = parts_.interface ? parts_.interface->vpc : "";
  return find_vpc_name(parts_.engine.env, parts_.task.region, vpc, name, type);
}

}  // namespace eni::sandbox::task_engine
