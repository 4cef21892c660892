#include "diagnosis/rollout/rollout_step.h"

#include "diagnosis/rollout/part_step.h"

namespace eni::diagnosis {

RolloutMemory remember(const Description& description, const Cluster& cluster) {
  RolloutMemory memory;
  for (const Group* group : description.groups_of(cluster)) {
    if (group->refresh) memory.refreshes.insert(group->refresh->id);
  }
  for (const auto& [id, instance] : description.instances) memory.instances.insert(id);
  for (const Service& service : cluster.services_read()) memory.running[service.name] = service.running;
  remember_copies(description, memory);
  return memory;
}

void remember_copies(const Description& description, RolloutMemory& memory) {
  for (const auto& [id, instance] : description.instances) {
    if (!instance.replaces.empty()) memory.copies[id] = instance.replaces;
  }
}

RolloutStep next_step(const Description& description, const Cluster& cluster, const RolloutPlan& plan,
                      const RolloutMemory& memory) {
  if (plan.parts.empty()) return {};
  const RolloutPart& part = plan.parts.front();
  PartStep step{description, cluster, plan, part, memory};
  switch (part.method) {
    case RolloutMethod::kRefresh:
      return step.refresh();
    case RolloutMethod::kOneByOne:
      return step.one_by_one();
    case RolloutMethod::kSingle:
      return step.single();
  }
  return {};
}

}  // namespace eni::diagnosis
