#include <algorithm>

#include "diagnosis/rollout/part_step.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

RolloutStep PartStep::refresh() {
  const Group& group = *part_.group;
  RolloutRecord record{.goal = plan_.goal, .method = RolloutMethod::kRefresh};
  if (group.refresh) {
    record.refresh =
        group.refresh->id;  // The run that began it may have been cut off before it could note that.
    if (part_.record != record) return remember(record);
    return step(Kind::kWait, "the instance refresh of " + group.name + ": " + group.refresh->status + ", " +
                                 std::to_string(group.refresh->percentage) + " %");
  }
  if (part_.to_replace.empty() && !part_.leaving.empty())
    return step(Kind::kWait, counted(part_.leaving.size(), "host") + " of " + group.name + " to end");
  if (part_.to_replace.empty()) {
    if (auto of_drained = drained()) return *std::move(of_drained);
    if (auto notes = marked()) return *std::move(notes);
    return part_.record ? restore() : RolloutStep{};
  }
  // What it has begun before has ended: the next one is known by the id that it will have.
  if (part_.record != record) return remember(record);
  const long long desired = std::max(group.desired, 1LL);
  const auto extra = static_cast<long long>(part_.at_a_time);
  step_.record = record;
  step_.desired = std::min(200LL, 100 + (100 * extra + desired - 1) / desired);
  step_.warm_up = warm_up_of(group, plan_.registration);
  step_.leaves_protected =
      std::any_of(part_.staying.begin(), part_.staying.end(),
                  [](const ContainerInstance* host) { return host->status != "DRAINING"; });
  return step(Kind::kStartRefresh, "starts an instance refresh of " + group.name);
}

}  // namespace eni::diagnosis
