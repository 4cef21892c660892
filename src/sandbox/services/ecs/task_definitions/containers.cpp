#include "sandbox/services/ecs/task_definitions/containers.h"

#include <algorithm>

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/container_numbers.h"
#include "sandbox/services/ecs/task_definitions/log_configuration.h"
#include "sandbox/services/ecs/task_definitions/names.h"
#include "sandbox/services/ecs/task_definitions/port_mappings.h"

namespace eni::sandbox::ecs_service {

using aws::ApiResult;

namespace {

ApiResult<void> check_names(const json::object& container) {
  const std::string name = text_at(container, "name");
  if (name.empty()) return client_exception("Container.name should not be null or empty.");
  if (!is_definition_name(name)) return client_exception("Container.name contains invalid characters.");
  if (text_at(container, "image").empty())
    return client_exception("Container.image should not be null or empty.");
  return {};
}

ApiResult<void> check_size(const json::object& container, const TaskContext& task) {
  const std::string name = text_at(container, "name");
  ENI_CHECK(check_container_numbers(container));
  const bool has_memory = container.contains("memory");
  const bool has_reservation = container.contains("memoryReservation");
  if (!has_memory && !has_reservation && !task.size.memory_mib) {
    return client_exception("Invalid setting for container '" + name +
                            "'. At least one of 'memory' or 'memoryReservation' must be specified.");
  }
  if (has_memory && has_reservation &&
      integer_at(container, "memoryReservation") > integer_at(container, "memory")) {
    return client_exception("Invalid setting for container '" + name +
                            "'. 'memory' must be greater than or equal to 'memoryReservation'.");
  }
  return {};
}

/// Source: Amazon ECS API Reference, EnvironmentFile; Amazon ECS Developer Guide, "Pass environment variables to an Amazon ECS container".
/// AWS's wording is not known.
ApiResult<void> check_environment_files(const json::object& container) {
  constexpr std::size_t kMaxFiles = 10;
  const std::string name = text_at(container, "name");
  const json::array& files = array_at(container, "environmentFiles");
  if (files.size() > kMaxFiles)
    return client_exception("Too many environment files: container '" + name + "' can have at most 10.");
  for (const json::value& file : files) {
    const std::string value = text_at(file, "value");
    if (text_at(file, "type") != "s3")
      return client_exception("Invalid environment file for container '" + name +
                              "'. The type must be 's3'.");
    if (!value.starts_with("arn:") || !value.ends_with(".env"))
      return client_exception("Invalid environment file for container '" + name +
                              "'. The value must be the ARN of an object with the extension '.env'.");
  }
  return {};
}

/// Members that some network modes do not have.
struct NetworkRule {
  std::string_view member;
  std::string_view refused_with;  ///< modes, separated by spaces
  std::string_view subject;       ///< of "… not supported when networkMode=awsvpc."
};

constexpr NetworkRule kNetworkRules[] = {
    {"links", "awsvpc host none", "Links are"},
    {"hostname", "awsvpc", "Hostname is"},
    {"extraHosts", "awsvpc", "Extra hosts are"},
    {"dnsServers", "awsvpc", "DNS servers are"},
    {"dnsSearchDomains", "awsvpc", "DNS search domains are"},
};

bool is_given(const json::object& container, std::string_view member) {
  const json::value* value = find(container, member);
  if (!value) return false;
  if (value->is_array()) return !value->get_array().empty();
  return !value->is_string() || !value->get_string().empty();
}

ApiResult<void> check_network(const json::object& container, const std::string& mode) {
  for (const NetworkRule& rule : kNetworkRules) {
    if (rule.refused_with.find(mode) != std::string_view::npos && is_given(container, rule.member)) {
      return client_exception(std::string(rule.subject) + " not supported when networkMode=" + mode + ".");
    }
  }
  return {};
}

ApiResult<void> check_mounts(const json::object& container, const TaskContext& task) {
  for (const json::value& mount : array_at(container, "mountPoints")) {
    const std::string volume = text_at(mount.as_object(), "sourceVolume");
    if (!task.volumes.contains(volume)) return client_exception("Unknown volume '" + volume + "'.");
  }
  return {};
}

/// Lists that ECS shows empty where none were given.
void fill_defaults(json::object& container) {
  if (!container.contains("cpu")) container["cpu"] = 0;
  if (!container.contains("essential")) container["essential"] = true;
  for (const char* list : {"environment", "mountPoints", "volumesFrom", "systemControls"})
    if (!container.contains(list)) container[list] = json::array();
}

ApiResult<void> read_container(json::object& container, const TaskContext& task) {
  ENI_CHECK(check_names(container));
  ENI_CHECK(check_size(container, task));
  ENI_CHECK(check_environment_files(container));
  ENI_CHECK(check_network(container, task.network_mode));
  ENI_CHECK(check_mounts(container, task));
  ENI_CHECK(check_log_configuration(container));
  ENI_CHECK(read_port_mappings(container, task.network_mode));
  fill_defaults(container);
  return {};
}

const json::object* container_named(const json::array& containers, const std::string& name) {
  for (const json::value& container : containers)
    if (text_at(container.as_object(), "name") == name) return &container.as_object();
  return nullptr;
}

ApiResult<void> check_dependency(const json::object& container, const json::object& dependency,
                                 const json::array& containers) {
  const std::string name = text_at(dependency, "containerName");
  const std::string condition = text_at(dependency, "condition");
  const json::object* other = container_named(containers, name);
  if (!other || name == text_at(container, "name"))
    return client_exception("Invalid container dependency '" + name + "' for container '" +
                            text_at(container, "name") + "'.");
  if ((condition == "SUCCESS" || condition == "COMPLETE") && flag_at(*other, "essential", true)) {
    return client_exception(
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container");
  }
  if (condition == "HEALTHY" && !other->contains("healthCheck"))
    return client_exception("A dependency container with HEALTHY condition must have a health check");
  return {};
}

ApiResult<void> check_relations(const json::array& containers) {
  std::set<std::string> names;
  bool any_essential = false;
  for (const json::value& value : containers) {
    const json::object& container = value.as_object();
    if (!names.insert(text_at(container, "name")).second)
      return client_exception("Container names must be unique within a task definition: " +
                              text_at(container, "name"));
    any_essential = any_essential || flag_at(container, "essential", true);
    for (const json::value& dependency : array_at(container, "dependsOn"))
      ENI_CHECK(check_dependency(container, dependency.as_object(), containers));
    for (const json::value& from : array_at(container, "volumesFrom")) {
      const std::string source = text_at(from.as_object(), "sourceContainer");
      if (!container_named(containers, source))
        return client_exception("Unknown container '" + source + "'.");
    }
  }
  if (!any_essential)
    return client_exception("A task definition must have at least one container marked as essential.");
  return {};
}

ApiResult<void> check_sums(const json::array& containers, const TaskSize& size) {
  std::int64_t cpu = 0;
  std::int64_t memory = 0;
  for (const json::value& value : containers) {
    const json::object& container = value.as_object();
    cpu += integer_at(container, "cpu");
    memory += integer_at(container, container.contains("memoryReservation") ? "memoryReservation" : "memory");
  }
  if (size.cpu_units && cpu > *size.cpu_units) {
    return client_exception(
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.");
  }
  if (size.memory_mib && memory > *size.memory_mib) {
    return client_exception(
        "The sum of all container 'memory' values cannot be greater than the value of the task 'memory'.");
  }
  return {};
}

}  // namespace

ApiResult<void> read_containers(json::array& containers, const TaskContext& task) {
  if (containers.empty()) return client_exception("Container list cannot be empty.");
  if (containers.size() > kMaxContainers)
    return client_exception("Too many containers: a task definition can have at most 10.");
  for (json::value& container : containers) ENI_CHECK(read_container(container.as_object(), task));
  ENI_CHECK(check_relations(containers));
  ENI_CHECK(check_sums(containers, task.size));
  return check_host_ports(containers);
}

}  // namespace eni::sandbox::ecs_service
