#include "sandbox/services/ecs/container_instances/host_facts.h"

#include <set>

#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

placement::Facts::Text present(std::string_view text) { return {placement::Facts::State::kPresent, text}; }
placement::Facts::Number present(std::int64_t number) { return {placement::Facts::State::kPresent, number}; }
placement::Truth truth(bool value) { return value ? placement::Truth::kTrue : placement::Truth::kFalse; }

}  // namespace

placement::Facts::Text StoredHostFacts::attribute(std::string_view name) const {
  const auto found = instance_.attributes.find(name);
  if (found == instance_.attributes.end()) return {};
  return present(found->second ? std::string_view(*found->second) : std::string_view());
}

placement::Facts::Text StoredHostFacts::agent_version() const {
  return instance_.agent_version.empty() ? Text{} : present(instance_.agent_version);
}

placement::Facts::Text StoredHostFacts::ec2_instance_id() const { return present(instance_.ec2_instance_id); }

placement::Truth StoredHostFacts::agent_connected() const { return truth(instance_.agent_connected); }

placement::Facts::Number StoredHostFacts::registered_at() const {
  return present(instance_.registered_at / 1000);
}

placement::Facts::Number StoredHostFacts::running_tasks_count() const {
  return present(instance_.running_tasks);
}

placement::Truth StoredHostFacts::any_task_group(const std::function<bool(std::string_view)>& matches) const {
  auto& tasks = store_.get<EcsTaskRepository>();
  std::set<EcsTaskOriginNumber> origins;
  for (const EcsTask& task : tasks.on_host(instance_.number)) {
    if (!task.is_to_stop()) origins.insert(task.origin);
  }
  for (const EcsTaskOriginNumber number : origins) {
    const auto origin = tasks.find_origin(number);
    if (origin && matches(text_at(origin->document, "group"))) return truth(true);
  }
  return truth(false);
}

}  // namespace eni::sandbox::ecs_service
