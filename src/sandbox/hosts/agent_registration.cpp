#include "sandbox/hosts/agent_registration.h"

#include "sandbox/hosts/agent_capabilities.h"
#include "trunking/host_memory.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::int64_t kUnitsPerVcpu = 1024;

json::object amount(std::string_view name, std::int64_t value) {
  return {{"name", name}, {"type", "INTEGER"}, {"integerValue", value}};
}

json::object port_set(std::string_view name, const std::vector<std::string>& ports) {
  json::object resource{{"name", name}, {"type", "STRINGSET"}};
  resource["stringSetValue"] = json::value_from(ports);
  return resource;
}

json::array attributes(const Machine& machine, const AgentConfig& config, std::string_view former) {
  json::array list;
  const auto add = [&list](std::string_view name, const std::optional<std::string>& value) {
    json::object attribute{{"name", name}};
    if (value) attribute["value"] = *value;
    list.push_back(std::move(attribute));
  };
  // Attributes of the settings go with the first registration only.
  if (former.empty())
    for (const auto& [name, value] : config.attributes) add(name, value);
  for (const AgentAttribute& capability : agent_capabilities(*machine.image, config))
    add(capability.name, capability.value);
  return list;
}

}  // namespace

json::object identity_document(const Machine& machine) {
  return {{"accountId", machine.account.value},
          {"architecture", machine.image->architecture},
          {"availabilityZone", machine.zone},
          {"imageId", machine.image_id},
          {"instanceId", machine.instance_id},
          {"instanceType", machine.type->instance_type},
          {"privateIp", machine.private_ip},
          {"region", machine.region.value},
          {"version", "2017-09-30"}};
}

Result<json::object> registration_params(const Machine& machine, const AgentConfig& config,
                                         std::string_view cluster, std::string_view former,
                                         const std::map<std::string, std::string>& tags) {
  const std::int64_t memory = trunking::usable_memory_mib(machine.type->memory_mib);
  const std::int64_t left = memory - config.reserved_memory_mib;
  if (left < 0) {
    return Error{
        "api register-container-instance: reserved memory is higher than available memory on the host, "
        "total memory: " +
            std::to_string(memory) + ", reserved: " + std::to_string(config.reserved_memory_mib),
        {}};
  }
  json::array resources;
  resources.push_back(amount("CPU", kUnitsPerVcpu * machine.type->vcpus));
  resources.push_back(amount("MEMORY", left));
  resources.push_back(port_set("PORTS", config.reserved_ports));
  resources.push_back(port_set("PORTS_UDP", config.reserved_udp_ports));

  json::object params{{"cluster", cluster}};
  if (!former.empty()) params["containerInstanceArn"] = former;
  params["instanceIdentityDocument"] = json::serialize(identity_document(machine));
  params["instanceIdentityDocumentSignature"] = "signed by nobody: the sandbox made this document";
  params["totalResources"] = std::move(resources);
  params["versionInfo"] =
      json::object{{"agentVersion", machine.image->agent_version},
                   {"dockerVersion", "DockerVersion: " + std::string(machine.image->docker_version)}};
  params["attributes"] = attributes(machine, config, former);
  json::array tag_list;
  for (const auto& [key, value] : tags) tag_list.push_back(json::object{{"key", key}, {"value", value}});
  if (!tag_list.empty() && former.empty()) params["tags"] = std::move(tag_list);
  return params;
}

bool is_terminal(const aws::ApiError& error) {
  return error.code == "AccessDeniedException" || error.code == "InvalidParameterException" ||
         error.code == "ClientException" || error.code == "ClusterNotFoundException";
}

bool is_cluster_not_found(const aws::ApiError& error) {
  return error.code == "ClusterNotFoundException" ||
         (error.code == "ClientException" && error.message == "Cluster not found.");
}

std::string error_text(std::string_view operation, const aws::ApiError& error, std::string_view request_id) {
  return "operation error ECS: " + std::string(operation) +
         ", https response error StatusCode: " + std::to_string(error.http_status) +
         ", RequestID: " + std::string(request_id) + ", " + error.code + ": " + error.message;
}

}  // namespace eni::sandbox::hosts
