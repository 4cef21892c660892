#include "sandbox/services/ecs/tasks/task_to_run.h"

#include "sandbox/services/ecs/tasks/task_interface.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Those of the definition, with the override's in the place of the same names.
json::array merged_environment(const json::object& definition, const json::array& overriding) {
  json::array merged;
  for (const json::value& variable : array_at(definition, "environment")) {
    const bool is_replaced = std::any_of(overriding.begin(), overriding.end(), [&](const json::value& one) {
      return text_at(one, "name") == text_at(variable, "name");
    });
    if (!is_replaced) merged.push_back(variable);
  }
  merged.insert(merged.end(), overriding.begin(), overriding.end());
  return merged;
}

void override_container(json::object& container, const json::object& overrides) {
  for (const json::value& one : array_at(overrides, "containerOverrides")) {
    const json::object& given = one.as_object();
    if (text_at(given, "name") != text_at(container, "name")) continue;
    for (const std::string_view member :
         {"command", "environmentFiles", "cpu", "memory", "memoryReservation"})
      if (const json::value* value = find(given, member)) container[member] = *value;
    if (given.contains("environment"))
      container["environment"] = merged_environment(container, array_at(given, "environment"));
  }
}

json::array overridden_containers(const json::object& definition, const json::object& overrides) {
  json::array containers = array_at(definition, "containerDefinitions");
  for (json::value& container : containers) override_container(container.as_object(), overrides);
  return containers;
}

std::string either(const json::object& overrides, const json::object& definition, std::string_view member) {
  const std::string overridden = text_at(overrides, member);
  return overridden.empty() ? text_at(definition, member) : overridden;
}

/// All that is neither told apart nor about other things than running.
json::object other_members(json::object definition) {
  for (const std::string_view member :
       {"containerDefinitions", "volumes", "requiresAttributes", "compatibilities", "placementConstraints"})
    definition.erase(member);
  return definition;
}

}  // namespace

std::optional<TaskToRun> task_to_run(Store& store, PlacementIndexes& indexes, const EcsTask& task) {
  const auto cluster = store.get<EcsClusterRepository>().find(task.cluster);
  const auto host = store.get<EcsContainerInstanceRepository>().find(task.host);
  const auto plan = indexes.plan(task.origin);
  const auto definition = store.get<EcsTaskDefinitionRepository>().find_by_arn(plan->task_definition_arn);
  if (!cluster || !host || !definition) return std::nullopt;
  TaskToRun out;
  out.id = task.id;
  out.arn = task_arn(*cluster, task);
  out.cluster = cluster->name;
  out.account = aws::AccountId{cluster->account};
  out.region = aws::Region{cluster->region};
  out.zone = host->availability_zone;
  out.family = definition->family;
  out.revision = definition->revision;
  out.group = plan->group;
  out.instance_id = host->ec2_instance_id;
  out.network_mode = plan->network_mode;
  if (const json::object* attachment = attachment_of(task))
    out.interface_id = text_at(*attachment, "networkInterfaceId");
  out.role_arn = either(plan->overrides, definition->document, "taskRoleArn");
  out.execution_role_arn = either(plan->overrides, definition->document, "executionRoleArn");
  out.cpu = either(plan->overrides, definition->document, "cpu");
  out.memory = either(plan->overrides, definition->document, "memory");
  out.containers = overridden_containers(definition->document, plan->overrides);
  for (const json::value& container : out.containers)
    out.container_arns.push_back(container_arn(*cluster, task, text_at(container, "name")));
  out.volumes = array_at(definition->document, "volumes");
  out.definition = other_members(definition->document);
  return out;
}

}  // namespace eni::sandbox::ecs_service
