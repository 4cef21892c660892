#include "sandbox/services/ecs/tasks/container_states.h"

#include <algorithm>

namespace eni::sandbox::ecs_service {

namespace {

std::string_view to_text(ContainerStatus status) {
  switch (status) {
    case ContainerStatus::kPending:
      return "PENDING";
    case ContainerStatus::kRunning:
      return "RUNNING";
    case ContainerStatus::kStopped:
      return "STOPPED";
  }
  return "PENDING";
}

ContainerStatus status_of(std::string_view text) {
  for (const ContainerStatus status : {ContainerStatus::kRunning, ContainerStatus::kStopped})
    if (text == to_text(status)) return status;
  return ContainerStatus::kPending;
}

std::string_view to_text(ContainerHealth health) {
  switch (health) {
    case ContainerHealth::kUnknown:
      return "UNKNOWN";
    case ContainerHealth::kHealthy:
      return "HEALTHY";
    case ContainerHealth::kUnhealthy:
      return "UNHEALTHY";
  }
  return "UNKNOWN";
}

std::string ports_text(std::uint16_t first, std::uint16_t count) {
  return std::to_string(first) + "-" + std::to_string(first + count - 1);
}

json::object shown(const NetworkBinding& binding) {
  json::object out{{"bindIP", "0.0.0.0"}};
  if (binding.is_range) {
    out.emplace("containerPortRange", ports_text(binding.container_port, binding.ports));
    out.emplace("hostPortRange", ports_text(binding.host_port, binding.ports));
  } else {
    out.emplace("containerPort", binding.container_port);
    out.emplace("hostPort", binding.host_port);
  }
  out.emplace("protocol", binding.protocol);
  return out;
}

json::object shown(const ContainerState& state) {
  json::object out{
      {"name", state.name}, {"lastStatus", to_text(state.status)}, {"healthStatus", to_text(state.health)}};
  if (!state.runtime_id.empty()) out.emplace("runtimeId", state.runtime_id);
  if (!state.image_digest.empty()) out.emplace("imageDigest", state.image_digest);
  if (state.exit_code) out.emplace("exitCode", *state.exit_code);
  if (!state.reason.empty()) out.emplace("reason", state.reason);
  if (!state.network_bindings.empty() && state.status != ContainerStatus::kPending) {
    json::array bindings;
    for (const NetworkBinding& binding : state.network_bindings) bindings.push_back(shown(binding));
    out.emplace("networkBindings", std::move(bindings));
  }
  return out;
}

const ContainerState* find_state(const std::vector<ContainerState>& states, const std::string& name) {
  const auto found =
      std::find_if(states.begin(), states.end(), [&](const ContainerState& one) { return one.name == name; });
  return found == states.end() ? nullptr : &*found;
}

bool is_essential(const json::object& definition) { return flag_at(definition, "essential", true); }

}  // namespace

void put_container_states(EcsTask& task, const std::vector<ContainerState>& states) {
  json::array containers;
  for (const ContainerState& state : states) containers.push_back(shown(state));
  task.document["containers"] = std::move(containers);
}

std::vector<ContainerState> told_container_states(const EcsTask& task) {
  std::vector<ContainerState> states;
  for (const json::value& one : array_at(task.document, "containers")) {
    ContainerState state{text_at(one, "name"), status_of(text_at(one, "lastStatus"))};
    state.runtime_id = text_at(one, "runtimeId");
    if (const auto code = find_integer(one.as_object(), "exitCode"))
      state.exit_code = static_cast<int>(*code);
    state.reason = text_at(one, "reason");
    states.push_back(std::move(state));
  }
  return states;
}

const json::object* container_state(const EcsTask& task, std::string_view container) {
  for (const json::value& one : array_at(task.document, "containers"))
    if (text_at(one, "name") == container) return one.if_object();
  return nullptr;
}

std::optional<ContainerEnding> ending_of_containers(const json::array& definitions,
                                                    const std::vector<ContainerState>& states) {
  for (const json::value& definition : definitions) {
    if (!is_essential(definition.as_object())) continue;
    const ContainerState* state = find_state(states, text_at(definition, "name"));
    if (state == nullptr || state->status != ContainerStatus::kStopped) continue;
    if (!state->exit_code) return ContainerEnding{"TaskFailedToStart", "Task failed to start"};
    return ContainerEnding{"EssentialContainerExited", "Essential container in task exited"};
  }
  return std::nullopt;
}

ContainerHealth worst_health(const json::array& definitions, const std::vector<ContainerState>& states) {
  std::optional<ContainerHealth> worst;
  for (const json::value& definition : definitions) {
    const json::object& container = definition.as_object();
    const ContainerState* state = find_state(states, text_at(container, "name"));
    if (state == nullptr || !is_essential(container) || !container.contains("healthCheck")) continue;
    if (state->health == ContainerHealth::kUnhealthy) return ContainerHealth::kUnhealthy;
    if (!worst || state->health == ContainerHealth::kUnknown) worst = state->health;
  }
  return worst.value_or(ContainerHealth::kUnknown);
}

bool has_health_check(const json::array& definitions) {
  return std::ranges::any_of(definitions, [](const json::value& definition) {
    const json::object& container = definition.as_object();
    return is_essential(container) && container.contains("healthCheck");
  });
}

std::string_view task_health(const EcsTask& task) {
  const json::value* health = find(task.document, "healthStatus");
  return health != nullptr ? std::string_view{health->as_string()} : "UNKNOWN";
}

void put_task_health(EcsTask& task, ContainerHealth health) {
  task.document["healthStatus"] = to_text(health);
}

}  // namespace eni::sandbox::ecs_service
