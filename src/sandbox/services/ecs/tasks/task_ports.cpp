#include "sandbox/services/ecs/tasks/task_ports.h"

#include "base/text.h"
#include "sandbox/services/ecs/tasks/container_states.h"
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

/// How many ports of a container a mapping is about.
std::int64_t ports_of(const json::object& mapping) {
  const std::string range = text_at(mapping, "containerPortRange");
  const auto hyphen = range.find('-');
  if (hyphen == std::string::npos) return 1;
  const std::int64_t first = parse_integer(range.substr(0, hyphen)).value_or(0);
  return parse_integer(range.substr(hyphen + 1)).value_or(first) - first + 1;
}

json::object binding(const json::object& mapping, std::int64_t host_port) {
  json::object out{{"bindIP", "0.0.0.0"}};
  if (const auto range = find_string(mapping, "containerPortRange")) {
    const std::int64_t last = host_port + ports_of(mapping) - 1;
    out.emplace("containerPortRange", *range);
    out.emplace("hostPortRange", std::to_string(host_port) + "-" + std::to_string(last));
  } else {
    out.emplace("containerPort", integer_at(mapping, "containerPort"));
    out.emplace("hostPort", host_port);
  }
  out.emplace("protocol", find_string(mapping, "protocol").value_or("tcp"));
  return out;
}

/// Of the network mode host: those of the container.
std::int64_t own_port(const json::object& mapping) {
  const std::string range = text_at(mapping, "containerPortRange");
  if (!range.empty()) return parse_integer(range.substr(0, range.find('-'))).value_or(0);
  return integer_at(mapping, "containerPort");
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
  if (const json::object* told = container_state(task, container); told && plan.network_mode == "bridge")
    return array_at(*told, "networkBindings");
  std::int64_t dynamic = 0;
  for (const json::value& planned : plan.containers) {
    const bool asked = text_at(planned, "name") == container;
    for (const json::value& mapping : array_at(planned, "portMappings")) {
      const json::object& m = mapping.as_object();
      std::int64_t port = integer_at(m, "hostPort");
      if (port == 0 && plan.network_mode == "host") port = own_port(m);
      if (port == 0) {
        port = dynamic_port(task, dynamic);
        dynamic += ports_of(m);
      }
      if (asked) bindings.push_back(binding(m, port));
    }
  }
  return bindings;
}

}  // namespace eni::sandbox::ecs_service
