#pragma once
/// Where load balancers reach the tasks of ECS's services. A task has its targets from its start on until they are drained.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcsTaskTarget {
  EcsTaskNumber task{};
  EcsTaskOriginNumber origin{};
  std::string target_group;  ///< its ARN
  std::string id;            ///< an address, or an instance's
  std::int64_t port = 0;
  std::int64_t container_port = 0;
  /// As TargetHealth has it when it was last heard of; "new" before it is registered, "leaving" before it is deregistered.
  std::string state = "new";
};

class EcsTaskTargetRepository final : public Repository {
 public:
  explicit EcsTaskTargetRepository(sqlite::Database& database);

  void insert(const EcsTaskTarget& target);
  void set_state(const EcsTaskTarget& target, std::string_view state);
  void remove(const EcsTaskTarget& target);
  /// All of a task are to be deregistered.
  void leave(EcsTaskNumber task);

  std::vector<EcsTaskTarget> of_task(EcsTaskNumber task);
  /// Whose target that is; more than one while a port's last task is being drained.
  std::vector<EcsTaskNumber> tasks_at(std::string_view target_group, std::string_view id, std::int64_t port);
  /// Tasks of the origin that are to run with a target that is not healthy.
  std::vector<EcsTaskNumber> unready(EcsTaskOriginNumber origin);
  /// All tasks with targets.
  std::vector<EcsTaskNumber> tasks();

 private:
  sqlite::Statement insert_, set_state_, remove_, leave_, of_task_, tasks_at_, unready_, tasks_;
};

}  // namespace eni::sandbox
