#include "sandbox/services/ecs/task_definitions/containers.h"

#include <algorithm>

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/log_configuration.h"
#include "sandbox/services/ecs/task_definitions/members.h"
#include "sandbox/services/ecs/task_definitions/port_mappings.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::int64_t kMinMemory = 4;

bool is_name(std::string_view text) {
  return text.size() <= kMaxName && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

ApiError invalid_setting(std::string_view member, const std::string& container) {
  return client_exception("Invalid '" + std::string(member) + "' setting for container '" + container + "'.");
}

ApiResult<void> check_names(const json::object& container) {
  const std::string name = text_of(container, "name");
  if (name.empty()) return client_exception("Container.name should not be null or empty.");
  if (!is_name(name)) return client_exception("Container.name contains invalid characters.");
  if (text_of(container, "image").empty())
    return client_exception("Container.image should not be null or empty.");
  return {};
}

ApiResult<void> check_size(const json::object& container, const TaskContext& task) {
  const std::string name = text_of(container, "name");
  if (number_of(container, "cpu") < 0) return invalid_setting("cpu", name);
  const bool has_memory = container.contains("memory");
  const bool has_reservation = container.contains("memoryReservation");
  for (const char* member : {"memory", "memoryReservation"}) {
    if (container.contains(member) && number_of(container, member) < kMinMemory)
      return invalid_setting(member, name);
  }
  if (!has_memory && !has_reservation && !task.size.memory_mib) {
    return client_exception("Invalid setting for container '" + name +
                            "'. At least one of 'memory' or 'memoryReservation' must be specified.");
  }
  if (has_memory && has_reservation &&
      number_of(container, "memoryReservation") > number_of(container, "memory")) {
    return client_exception("Invalid setting for container '" + name +
                            "'. 'memory' must be greater than or equal to 'memoryReservation'.");
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
  for (const json::value& mount : list_of(container, "mountPoints")) {
    const std::string volume = text_of(mount.as_object(), "sourceVolume");
    if (!task.volumes.contains(volume)) return client_exception("Unknown volume '" + volume + "'.");
  }
  return {};
}

ApiResult<void> check_requirements(const json::object& container) {
  for (const json::value& requirement : list_of(container, "resourceRequirements"))
    return unsupported("resourceRequirements of type " + text_of(requirement.as_object(), "type"));
  return {};
}

/// Lists that ECS shows empty where none were given.
void fill_defaults(json::object& container) {
  if (!container.contains("cpu")) container["cpu"] = 0;
  if (!container.contains("essential")) container["essential"] = true;
  for (const char* list : {"environment", "mountPoints", "volumesFrom", "systemControls"})
    if (!container.contains(list)) container[list] = json::array();
}

ApiResult<json::object> read_container(const json::object& given, const TaskContext& task) {
  const std::string name = Params{given}.text_or("name", "");
  ENI_TRY(auto container, read_members(given, container_members(), "container '" + name + "'"));
  ENI_CHECK(check_names(container));
  ENI_CHECK(check_size(container, task));
  ENI_CHECK(check_network(container, task.network_mode));
  ENI_CHECK(check_mounts(container, task));
  ENI_CHECK(check_requirements(container));
  ENI_CHECK(check_log_configuration(container));
  ENI_TRY(container["portMappings"], read_port_mappings(given, name, task.network_mode));
  fill_defaults(container);
  return container;
}

const json::object* container_named(const json::array& containers, const std::string& name) {
  for (const json::value& container : containers)
    if (text_of(container.as_object(), "name") == name) return &container.as_object();
  return nullptr;
}

ApiResult<void> check_dependency(const json::object& container, const json::object& dependency,
                                 const json::array& containers) {
  const std::string name = text_of(dependency, "containerName");
  const std::string condition = text_of(dependency, "condition");
  const json::object* other = container_named(containers, name);
  if (!other || name == text_of(container, "name"))
    return client_exception("Invalid container dependency '" + name + "' for container '" +
                            text_of(container, "name") + "'.");
  if (condition != "START" && condition != "COMPLETE" && condition != "SUCCESS" && condition != "HEALTHY")
    return client_exception("condition should be one of [START,COMPLETE,SUCCESS,HEALTHY]");
  if ((condition == "SUCCESS" || condition == "COMPLETE") && flag_of(*other, "essential", true)) {
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
    if (!names.insert(text_of(container, "name")).second)
      return client_exception("Container names must be unique within a task definition: " +
                              text_of(container, "name"));
    any_essential = any_essential || flag_of(container, "essential", true);
    for (const json::value& dependency : list_of(container, "dependsOn"))
      ENI_CHECK(check_dependency(container, dependency.as_object(), containers));
    for (const json::value& from : list_of(container, "volumesFrom")) {
      const std::string source = text_of(from.as_object(), "sourceContainer");
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
    cpu += number_of(container, "cpu");
    memory += number_of(container, container.contains("memoryReservation") ? "memoryReservation" : "memory");
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

ApiResult<json::array> read_containers(const Call& call, const TaskContext& task) {
  ENI_TRY(const auto given, object_list(call, "containerDefinitions"));
  if (given.empty()) return client_exception("Container list cannot be empty.");
  if (given.size() > kMaxContainers)
    return client_exception("Too many containers: a task definition can have at most 10.");
  json::array containers;
  for (const json::object& entry : given) {
    ENI_TRY(auto container, read_container(entry, task));
    containers.push_back(std::move(container));
  }
  ENI_CHECK(check_relations(containers));
  ENI_CHECK(check_sums(containers, task.size));
  ENI_CHECK(check_host_ports(containers));
  return containers;
}

}  // namespace eni::sandbox::ecs_service
