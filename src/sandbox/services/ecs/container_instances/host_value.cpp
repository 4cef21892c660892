#include "sandbox/services/ecs/container_instances/host_value.h"

#include <algorithm>

#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Resources carry every kind of value, as on AWS.
json::object number_resource(std::string_view name, std::int64_t value) {
  return {
      {"name", name}, {"type", "INTEGER"}, {"doubleValue", 0.0}, {"longValue", 0}, {"integerValue", value}};
}

json::object ports_resource(std::string_view name, std::vector<EcsHostPort> ports, EcsPortProtocol protocol) {
  std::erase_if(ports, [protocol](const EcsHostPort& port) { return port.protocol != protocol; });
  json::array texts;
  for (const EcsHostPort& port : ports) texts.push_back(json::value(std::to_string(port.port)));
  return {{"name", name},   {"type", "STRINGSET"}, {"doubleValue", 0.0},
          {"longValue", 0}, {"integerValue", 0},   {"stringSetValue", std::move(texts)}};
}

json::array resources_value(const EcsResources& resources, const std::vector<EcsHostPort>& ports) {
  return {number_resource("CPU", resources.cpu_units), number_resource("MEMORY", resources.memory_mib),
          ports_resource("PORTS", ports, EcsPortProtocol::kTcp),
          ports_resource("PORTS_UDP", ports, EcsPortProtocol::kUdp)};
}

std::vector<EcsHostPort> ports_in_use(const EcsContainerInstance& instance) {
  std::vector<EcsHostPort> ports = instance.reserved_ports;
  ports.insert(ports.end(), instance.task_ports.begin(), instance.task_ports.end());
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

json::array attributes_value(const EcsAttributes& attributes) {
  json::array out;
  for (const auto& [name, value] : attributes) {
    if (is_hidden_attribute(name)) continue;
    json::object attribute{{"name", name}};
    if (value) attribute["value"] = *value;
    out.push_back(std::move(attribute));
  }
  return out;
}

/// The trunk alone: interfaces of tasks are attachments of tasks.
json::array attachments_value(const json::object& document) {
  const json::object& trunk = object_at(document, "trunk");
  const auto status = find_string(trunk, "status");
  if (!status) return {};
  json::array details;
  if (const auto mac = find_string(trunk, "macAddress"))
    details.push_back(json::object{{"name", "macAddress"}, {"value", *mac}});
  json::array attachments;
  attachments.push_back(json::object{{"id", text_at(trunk, "attachmentId")},
                                     {"type", "InstanceElasticNetworkInterface"},
                                     {"status", *status},
                                     {"details", std::move(details)}});
  return attachments;
}

/// Hosts are simulated: their container runtime is well while the agent is connected.
json::object health_value(const EcsContainerInstance& instance) {
  const std::string_view status = instance.agent_connected ? "OK" : "INSUFFICIENT_DATA";
  json::array details;
  details.push_back(json::object{{"type", "CONTAINER_RUNTIME"},
                                 {"status", status},
                                 {"lastUpdated", timestamp(instance.status_since)},
                                 {"lastStatusChange", timestamp(instance.status_since)}});
  return {{"overallStatus", status}, {"details", std::move(details)}};
}

}  // namespace

json::object host_value(Store& store, const Host& host, const HostFields& fields) {
  const EcsContainerInstance& instance = host.instance;
  json::object value{{"containerInstanceArn", host.arn()},
                     {"ec2InstanceId", instance.ec2_instance_id},
                     {"version", instance.version},
                     {"status", to_string(instance.status)},
                     {"agentConnected", instance.agent_connected},
                     {"runningTasksCount", instance.running_tasks},
                     {"pendingTasksCount", instance.pending_tasks},
                     {"registeredAt", timestamp(instance.registered_at)}};
  value["remainingResources"] = resources_value(instance.remaining, ports_in_use(instance));
  value["registeredResources"] = resources_value(instance.registered, instance.reserved_ports);
  value["attributes"] = attributes_value(instance.attributes);
  value["attachments"] = attachments_value(instance.document);
  for (const char* member : {"versionInfo", "statusReason"})
    if (const json::value* shown = find(instance.document, member)) value[member] = *shown;
  value["tags"] = fields.tags ? tags_value(store.get<EcsTagRepository>().tags(host.arn())) : json::array();
  if (const std::string provider = provider_of(instance); !provider.empty())
    value["capacityProviderName"] = provider;
  if (fields.health) value["healthStatus"] = health_value(instance);
  return value;
}

}  // namespace eni::sandbox::ecs_service
