#pragma once
/// Which containers of a task may start, in what order they stop, and when it is clear that some never will start. Pure.
/// Sources: Amazon ECS API Reference, ContainerDependency, ContainerDefinition (startTimeout); Amazon ECS container agent,
/// agent/engine/dependencygraph/graph.go.
///
/// | dependency  | it holds when the other                                      | never, when it                                  |
/// |-------------|--------------------------------------------------------------|-------------------------------------------------|
/// | START       | runs, or ran                                                 | stopped without having run                      |
/// | COMPLETE    | ran and stopped                                              | the same, or its startTimeout passed            |
/// | SUCCESS     | ran and stopped with 0                                       | stopped with anything else, or its startTimeout |
/// | HEALTHY     | is healthy; only looked at until the container starts        | stopped, or its startTimeout passed             |
/// | links       | as START                                                     | as START                                        |
/// | volumesFrom | as START, or stopped without having run: its files are there | -                                               |
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace eni::sandbox::task_engine {

enum class Condition { kStart, kComplete, kSuccess, kHealthy, kCreated };

/// What a container is in, as far as others wait for it. One that its restart policy starts again counts as running meanwhile.
struct Progress {
  enum class Stage { kPending, kRunning, kStopped };
  Stage stage = Stage::kPending;
  std::optional<int> exit_code;         ///< of one that stopped; nothing: it never ran
  bool is_healthy = false;              ///< as its last health check had it
  std::optional<TimePoint> started_at;  ///< the first time
};

struct UnstartableContainer {
  std::size_t container = 0;
  std::string reason;  ///< "dependency graph: …", as the agent words it
};

/// What follows from the containers' progress. Containers by their place in the task definition.
struct StartDecision {
  std::vector<std::size_t> may_start;       ///< those pending that wait for nothing more
  std::vector<UnstartableContainer> never;  ///< those pending that will not start, whatever comes
  std::optional<TimePoint> next_timeout;    ///< when to decide anew, even if nothing changes
  /// The agent stops a task as soon as one of its containers can never start, essential or not.
  bool task_cannot_start() const { return !never.empty(); }
};

class Dependencies {
 public:
  /// @param definitions  container definitions; a task has at most ten
  /// @error  "There is a circular dependency between the containers: a, b"; a container that there is none of
  static Result<Dependencies> read(const json::array& definitions);

  /// @param progress  of each container
  StartDecision decide(const std::vector<Progress>& progress, TimePoint now) const;
  /// Those running that no running one depends on: the agent stops these first. Empty when none runs.
  std::vector<std::size_t> may_stop(const std::vector<Progress>& progress) const;
  /// All in an order in which each comes behind those that it depends on.
  const std::vector<std::size_t>& start_order() const { return order_; }

 private:
  struct Dependency {
    std::size_t on = 0;
    Condition condition = Condition::kStart;
  };
  struct Container {
    std::string name;
    std::vector<Dependency> dependencies;
    Duration start_timeout{};  ///< 0: none
  };
  enum class Verdict { kHolds, kWait, kDoesNotExit, kTimedOut, kNever };

  static Result<Container> read_container(const json::object& definition, const json::array& definitions);
  Result<void> find_order();
  Verdict verdict(const Dependency& dependency, const std::vector<Progress>& progress, TimePoint now) const;
  std::optional<TimePoint> timeout_of(const Dependency& dependency,
                                      const std::vector<Progress>& progress) const;
  std::string reason(const Container& container, const Dependency& dependency, Verdict verdict) const;
  void decide_one(std::size_t index, const std::vector<Progress>& progress, TimePoint now,
                  std::vector<bool>& dead, StartDecision& out) const;

  std::vector<Container> containers_;
  std::vector<std::size_t> order_;
};

}  // namespace eni::sandbox::task_engine
