#include "sandbox/services/ecs/tasks/task_ports.h"

#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Docker takes dynamic ports from here on. Source: Amazon ECS API Reference, PortMapping.
constexpr std::int64_t kFirstDynamicPort = 32'768;
constexpr std::int64_t kDynamicPorts = 61'000 - kFirstDynamicPort;
/// Ports of a block, which is one task's.
constexpr std::int64_t kPortsOfABlock = 16;

bool is_dynamic(const json::object& mapping) { return integer_at(mapping, "hostPort") == 0; }

std::int64_t dynamic_port(const EcsTask& task, std::int64_t index) {
  const std::int64_t offset = (task.port_block - 1) * kPortsOfABlock + index % kPortsOfABlock;
  return kFirstDynamicPort + offset % kDynamicPorts;
}

json::object binding(const json::object& mapping, std::int64_t host_port) {
  return {{"bindIP", "0.0.0.0"},
          {"containerPort", integer_at(mapping, "containerPort")},
          {"hostPort", host_port},
          {"protocol", find_string(mapping, "protocol").value_or("tcp")}};
}

}  // namespace

bool has_dynamic_ports(const TaskPlan& plan) {
  if (plan.network_mode != "bridge") return false;
  for (const json::value& container : plan.containers) {
    for (const json::value& mapping : array_at(container, "portMappings"))
      if (is_dynamic(mapping.as_object())) return true;
  }
  return false;
}

json::array network_bindings(const TaskPlan& plan, const EcsTask& task, std::string_view container) {
  json::array bindings;
  const bool runs = task.last_status >= EcsTaskStatus::kRunning;
  if (!runs || (plan.network_mode != "bridge" && plan.network_mode != "host")) return bindings;
  std::int64_t dynamic = 0;
  for (const json::value& planned : plan.containers) {
    const bool asked = text_at(planned, "name") == container;
    for (const json::value& mapping : array_at(planned, "portMappings")) {
      const json::object& m = mapping.as_object();
      std::int64_t port = integer_at(m, "hostPort");
      if (port == 0)
        port = plan.network_mode == "host" ? integer_at(m, "containerPort") : dynamic_port(task, dynamic++);
      if (asked) bindings.push_back(binding(m, port));
    }
  }
  return bindings;
}

}  // namespace eni::sandbox::ecs_service
