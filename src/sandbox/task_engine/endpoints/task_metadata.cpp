#include "sandbox/task_engine/endpoints/task_metadata.h"

#include <cmath>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

enum class Version { k2, k3, k4 };

/// What Docker makes of fewer shares. Source: aws/amazon-ecs-agent, agent/handlers/v2/response.go.
constexpr std::int64_t kMinCpuUnits = 2;

void put(json::object& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

void put(json::object& out, std::string_view name, const std::optional<MetadataTime>& time) {
  if (time) out[name] = metadata_time_text(*time);
}

void put(json::object& out, std::string_view name, const std::vector<std::string>& texts) {
  if (!texts.empty()) out[name] = json::array(texts.begin(), texts.end());
}

void put(json::object& out, std::string_view name, const std::map<std::string, std::string>& texts) {
  if (texts.empty()) return;
  json::object& object = out[name].emplace_object();
  for (const auto& [key, value] : texts) object[key] = value;
}

template <class T>
void put(json::object& out, std::string_view name, const std::optional<T>& value) {
  if (value) out[name] = *value;
}

/// A number that is whole has no fraction in JSON as Go writes it.
json::value number(double value) {
  constexpr double kExact = 9'007'199'254'740'992;  // 2^53
  if (std::trunc(value) == value && std::abs(value) < kExact) return static_cast<std::int64_t>(value);
  return value;
}

bool is_awsvpc(const ContainerMetadata& container) {
  return !container.networks.empty() && container.networks.front().mode == "awsvpc";
}

json::array ports(const ContainerMetadata& container, Version version) {
  json::array all;
  for (const PortMetadata& port : container.ports) {
    json::object& shown = all.emplace_back(json::object{}).as_object();
    const std::uint16_t host_port = is_awsvpc(container) ? port.container_port : port.host_port;
    if (port.container_port != 0) shown["ContainerPort"] = port.container_port;
    put(shown, "Protocol", port.protocol);
    if (host_port != 0) shown["HostPort"] = host_port;
    if (version == Version::k4) put(shown, "HostIp", port.host_ip);
  }
  return all;
}

void put_interface(json::object& out, const NetworkMetadata& network) {
  put(out, "AttachmentIndex", network.attachment_index);
  put(out, "MACAddress", network.mac_address);
  put(out, "IPv4SubnetCIDRBlock", network.ipv4_subnet);
  put(out, "IPv6SubnetCIDRBlock", network.ipv6_subnet);
  put(out, "DomainNameServers", network.domain_name_servers);
  put(out, "DomainNameSearchList", network.domain_name_search_list);
  put(out, "PrivateDNSName", network.private_dns_name);
  put(out, "SubnetGatewayIpv4Address", network.ipv4_gateway);
  put(out, "SubnetGatewayIpv6Address", network.ipv6_gateway);
}

json::array networks(const ContainerMetadata& container, Version version) {
  json::array all;
  for (const NetworkMetadata& network : container.networks) {
    if (version == Version::k2 && network.mode != "awsvpc") continue;
    json::object& shown = all.emplace_back(json::object{}).as_object();
    put(shown, "NetworkMode", network.mode);
    put(shown, "IPv4Addresses", network.ipv4_addresses);
    put(shown, "IPv6Addresses", network.ipv6_addresses);
    if (version == Version::k4 && network.mode == "awsvpc") put_interface(shown, network);
  }
  return all;
}

json::array volumes(const ContainerMetadata& container) {
  json::array all;
  for (const VolumeMetadata& volume : container.volumes) {
    json::object& shown = all.emplace_back(json::object{}).as_object();
    put(shown, "DockerName", volume.docker_name);
    put(shown, "Source", volume.source);
    put(shown, "Destination", volume.destination);
  }
  return all;
}

json::object health(const HealthMetadata& state) {
  json::object shown;
  put(shown, "status", state.status);
  put(shown, "statusSince", state.since);
  if (state.exit_code != 0) shown["exitCode"] = state.exit_code;
  put(shown, "output", to_valid_utf8(state.output));
  return shown;
}

void put_list(json::object& out, std::string_view name, json::array list) {
  if (!list.empty()) out[name] = std::move(list);
}

void put_identity(json::object& out, const ContainerMetadata& container, Version version) {
  out["DockerId"] = container.docker_id;
  out["Name"] = container.name;
  out["DockerName"] = container.docker_name;
  out["Image"] = container.image;
  out["ImageID"] = container.image_id;
  put_list(out, "Ports", ports(container, version));
  put(out, "Labels", container.labels);
}

void put_state(json::object& out, const ContainerMetadata& container) {
  out["DesiredStatus"] = container.desired_status;
  out["KnownStatus"] = container.known_status;
  put(out, "ExitCode", container.exit_code);
  out["Limits"] = {{"CPU", std::max(container.cpu_units, kMinCpuUnits)}, {"Memory", container.memory_mib}};
  put(out, "CreatedAt", container.created_at);
  put(out, "StartedAt", container.started_at);
  put(out, "FinishedAt", container.finished_at);
  out["Type"] = container.type;
}

json::object container_object(const ContainerMetadata& container, Version version) {
  json::object out;
  put_identity(out, container, version);
  put_state(out, container);
  if (container.health) out["Health"] = health(*container.health);
  put_list(out, "Volumes", volumes(container));
  if (version == Version::k4) {
    put(out, "LogDriver", container.log_driver);
    put(out, "LogOptions", container.log_options);
    put(out, "ContainerARN", container.arn);
  }
  put_list(out, "Networks", networks(container, version));
  if (version == Version::k4) {
    put(out, "Snapshotter", container.snapshotter);
    put(out, "RestartCount", container.restart_count);
  }
  return out;
}

json::array errors(const MetadataTags& tags) {
  json::array all;
  for (const MetadataError& error : tags.errors) {
    json::object& shown = all.emplace_back(json::object{}).as_object();
    put(shown, "ErrorField", error.field);
    put(shown, "ErrorCode", error.code);
    put(shown, "ErrorMessage", error.message);
    if (error.status != 0) shown["StatusCode"] = error.status;
    put(shown, "RequestId", error.request_id);
    put(shown, "ResourceARN", error.resource_arn);
  }
  return all;
}

json::object limits(const TaskMetadata& task) {
  json::object shown;
  if (task.cpu) shown["CPU"] = number(*task.cpu);
  put(shown, "Memory", task.memory_mib);
  return shown;
}

void put_task_state(json::object& out, const TaskMetadata& task) {
  out["Cluster"] = task.cluster;
  out["TaskARN"] = task.arn;
  out["Family"] = task.family;
  out["Revision"] = task.revision;
  put(out, "DesiredStatus", task.desired_status);
  out["KnownStatus"] = task.known_status;
  if (json::object shown = limits(task); !shown.empty()) out["Limits"] = std::move(shown);
  put(out, "PullStartedAt", task.pull_started_at);
  put(out, "PullStoppedAt", task.pull_stopped_at);
  put(out, "ExecutionStoppedAt", task.execution_stopped_at);
  put(out, "AvailabilityZone", task.availability_zone);
}

/// Docker tells the network of a container that it made; version 3 shows no other, unless the task has an interface.
bool shows(const TaskMetadata& task, const ContainerMetadata& container, Version version) {
  return version != Version::k3 || task.network_mode == "awsvpc" || !container.networks.empty();
}

void put_containers(json::object& out, const TaskMetadata& task, Version version) {
  json::array all;
  for (const ContainerMetadata& container : task.containers)
    if (shows(task, container, version)) all.push_back(container_object(container, version));
  put_list(out, "Containers", std::move(all));
}

void put_tags(json::object& out, const MetadataTags* tags) {
  if (!tags) return;
  put(out, "TaskTags", tags->task);
  put(out, "ContainerInstanceTags", tags->container_instance);
}

json::object older_task(const TaskMetadata& task, const MetadataTags* tags, Version version) {
  json::object out;
  put_task_state(out, task);
  put_containers(out, task, version);
  put_tags(out, tags);
  return out;
}

void append_text(std::string& out, const json::value& value);

void append_members(std::string& out, const json::object& object) {
  out += '{';
  bool first = true;
  for (const auto& [name, member] : object) {
    if (!std::exchange(first, false)) out += ',';
    append_json(out, json::string(name));
    out += ':';
    append_text(out, member);
  }
  out += '}';
}

void append_elements(std::string& out, const json::array& array) {
  out += '[';
  bool first = true;
  for (const json::value& element : array) {
    if (!std::exchange(first, false)) out += ',';
    append_text(out, element);
  }
  out += ']';
}

/// As deep as what the sandbox itself has made, or what parse_json() lets through.
void append_text(std::string& out, const json::value& value) {
  if (const json::object* object = value.if_object()) return append_members(out, *object);
  if (const json::array* array = value.if_array()) return append_elements(out, *array);
  if (value.is_double()) {
    out += scalar_text(value);
  } else {
    append_json(out, value);
  }
}

}  // namespace

std::string metadata_time_text(MetadataTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  std::string text = iso8601(second);  // "…:07Z"
  std::string fraction = std::to_string((time - second).count());
  if (fraction == "0") return text;
  fraction.insert(0, 9 - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  text.insert(text.size() - 1, "." + fraction);
  return text;
}

json::object v4_container(const ContainerMetadata& container) {
  return container_object(container, Version::k4);
}
json::object v3_container(const ContainerMetadata& container) {
  return container_object(container, Version::k3);
}
json::object v2_container(const ContainerMetadata& container) {
  return container_object(container, Version::k2);
}

json::object v4_task(const TaskMetadata& task, const MetadataTags* tags) {
  json::object out;
  put_task_state(out, task);
  put(out, "AvailabilityZoneID", task.availability_zone_id);
  put_tags(out, tags);
  put(out, "LaunchType", task.launch_type);
  if (tags) put_list(out, "Errors", errors(*tags));
  put_containers(out, task, Version::k4);
  put(out, "VPCID", task.vpc_id);
  put(out, "ServiceName", task.service_name);
  put(out, "Group", task.group);
  out["FaultInjectionEnabled"] = task.fault_injection_enabled;
  return out;
}

json::object v3_task(const TaskMetadata& task, const MetadataTags* tags) {
  return older_task(task, tags, Version::k3);
}
json::object v2_task(const TaskMetadata& task, const MetadataTags* tags) {
  return older_task(task, tags, Version::k2);
}

std::string metadata_text(const json::value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

}  // namespace eni::sandbox::task_engine::endpoints
