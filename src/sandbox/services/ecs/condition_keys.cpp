#include "sandbox/services/ecs/condition_keys.h"

#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/find_provider.h"
#include "sandbox/services/ecs/container_instances/find_host.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/find_task_definition.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

namespace {

void add(Access& access, std::string_view key, std::string value) {
  access.context.emplace_back(std::string(key), std::move(value));
}

std::string truth(bool value) { return value ? "true" : "false"; }

void add_size(Access& access, const json::object& definition) {
  const auto size = read_task_size(text_at(definition, "cpu"), text_at(definition, "memory"));
  if (size.has_error()) return;
  if (size->cpu_units) add(access, "ecs:task-cpu", std::to_string(*size->cpu_units));
  if (size->memory_mib) add(access, "ecs:task-memory", std::to_string(*size->memory_mib));
}

void add_network(Access& access, const Call& call) {
  const json::object& network =
      object_at(object_at(call.params.all(), "networkConfiguration"), "awsvpcConfiguration");
  for (const std::string& subnet : texts_at(network, "subnets")) add(access, "ecs:subnet", subnet);
  if (const auto assigns = find_string(network, "assignPublicIp"))
    add(access, "ecs:auto-assign-public-ip", truth(*assigns == "ENABLED"));
}

/// [assumption] A parameter that is not given counts with its default, but where an update leaves it as it is: the guide's policy
/// for "tasks without ECS Exec" wants "false".
void add_flag(Access& access, const Call& call, std::string_view key, std::string_view member) {
  if (!call.params.has(member) && call.params.has("service")) return;
  add(access, key, truth(flag(call, member)));
}

/// Whether there is something in it.
bool has_elements(const json::value& list) { return list.is_array() && !list.get_array().empty(); }

/// The same of a capability that a structure turns on by its member `enabled`, or a list by what is in it.
void add_capability(Access& access, const Call& call, std::string_view key, std::string_view structure) {
  const json::value* given = call.params.find(structure);
  if (!given && call.params.has("service")) return;
  const bool is_told = given && given->is_object();
  add(access, key, truth(is_told ? flag_at(given->get_object(), "enabled") : given && has_elements(*given)));
}

}  // namespace

void add_start_keys(Access& access, const Call& call) {
  add_flag(access, call, "ecs:enable-execute-command", "enableExecuteCommand");
  add_capability(access, call, "ecs:enable-ebs-volumes", "volumeConfigurations");
  for (const json::value& item : array_at(call.params.all(), "capacityProviderStrategy"))
    add(access, "ecs:capacity-provider", provider_arn(call, text_at(item, "capacityProvider")));
}

void add_container_instance_keys(Access& access, const Call& call) {
  for (const std::string& instance : texts_at(call.params.all(), "containerInstances"))
    add(access, "ecs:container-instances", host_arn(call, instance));
}

void add_size_keys(Access& access, const Call& call) {
  const auto definition = find_task_definition(call, call.params.text_or("taskDefinition", ""));
  json::object asked = definition ? definition->document : json::object{};
  const json::object& overrides = object_at(call.params.all(), "overrides");
  for (const std::string_view member : {"cpu", "memory"})
    if (const auto given = find_string(overrides, member)) asked[member] = *given;
  add_size(access, asked);
}

void add_service_keys(Access& access, const Call& call) {
  add_flag(access, call, "ecs:enable-ecs-managed-tags", "enableECSManagedTags");
  add_capability(access, call, "ecs:enable-service-connect", "serviceConnectConfiguration");
  add_capability(access, call, "ecs:enable-vpc-lattice", "vpcLatticeConfigurations");
  if (const auto from = call.params.text("propagateTags")) add(access, "ecs:propagate-tags", *from);
  add_network(access, call);
  const auto text = call.params.text("taskDefinition");
  if (!text) return;
  add(access, "ecs:task-definition", task_definition_resource(call, *text));
  if (const auto definition = find_task_definition(call, *text)) add_size(access, definition->document);
}

void add_task_definition_keys(Access& access, const Call& call) {
  const json::object& given = call.params.all();
  const json::array& containers = array_at(given, "containerDefinitions");
  const bool is_privileged = std::ranges::any_of(containers, [](const json::value& container) {
    return container.is_object() && flag_at(container.get_object(), "privileged");
  });
  add(access, "ecs:privileged", truth(is_privileged));
  for (const std::string& compatibility : texts_at(given, "requiresCompatibilities"))
    add(access, "ecs:compute-compatibility", compatibility);
  add_size(access, given);
}

}  // namespace eni::sandbox::ecs_service
