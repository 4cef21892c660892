#include "sandbox/services/ecs/tasks/task_ports.h"

#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Docker takes dynamic ports from here on. Source: Amazon ECS API Reference, PortMapping.
constexpr std::int64_t kFirstDynamicPort = 32'768;
constexpr std::int64_t kDynamicPorts = 61'000 - kFirstDynamicPort;
/// Ports of a block, which is one task's.
constexpr std::int64_t kPortsOfABlock = 16;

std::int64_t port_of(const json::object& mapping, std::string_view name) {
  const json::value* value = find(mapping, name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

const json::array* mappings_of(const json::object& container) {
  const json::value* mappings = find(container, "portMappings");
  return mappings != nullptr ? mappings->if_array() : nullptr;
}

bool is_dynamic(const json::object& mapping) { return port_of(mapping, "hostPort") == 0; }

std::int64_t dynamic_port(const EcsTask& task, std::int64_t index) {
  const std::int64_t offset = (task.port_block - 1) * kPortsOfABlock + index % kPortsOfABlock;
  return kFirstDynamicPort + offset % kDynamicPorts;
}

json::object binding(const json::object& mapping, std::int64_t host_port) {
  return {{"bindIP", "0.0.0.0"},
          {"containerPort", port_of(mapping, "containerPort")},
          {"hostPort", host_port},
          {"protocol", find_string(mapping, "protocol").value_or("tcp")}};
}

}  // namespace

bool has_dynamic_ports(const TaskPlan& plan) {
  if (plan.network_mode != "bridge") return false;
  for (const json::value& container : plan.containers) {
    const json::array* mappings = mappings_of(container.get_object());
    if (mappings == nullptr) continue;
    for (const json::value& mapping : *mappings)
      if (is_dynamic(mapping.get_object())) return true;
  }
  return false;
}

json::array network_bindings(const TaskPlan& plan, const EcsTask& task, std::string_view container) {
  json::array bindings;
  const bool runs = task.last_status >= EcsTaskStatus::kRunning;
  if (!runs || (plan.network_mode != "bridge" && plan.network_mode != "host")) return bindings;
  std::int64_t dynamic = 0;
  for (const json::value& planned : plan.containers) {
    const json::object& definition = planned.get_object();
    const json::array* mappings = mappings_of(definition);
    if (mappings == nullptr) continue;
    const bool asked = find_string(definition, "name") == container;
    for (const json::value& mapping : *mappings) {
      const json::object& m = mapping.get_object();
      std::int64_t port = port_of(m, "hostPort");
      if (port == 0)
        port = plan.network_mode == "host" ? port_of(m, "containerPort") : dynamic_port(task, dynamic++);
      if (asked) bindings.push_back(binding(m, port));
    }
  }
  return bindings;
}

}  // namespace eni::sandbox::ecs_service
