#pragma once
/// What a rollout does next. All of it follows from what AWS shows: there is no other state, so that a rollout that was interrupted goes
/// on by being run again.
///
/// A group of a capacity provider with managed draining is replaced by an instance refresh that launches before it terminates. Another
/// one is raised by some hosts; when these have registered as they should, as many of the others are drained, and terminated when no
/// task is left on them; last, hosts change zones until the group has no reason to move any, for it would move them with their tasks.
/// Single hosts likewise, but each has another launched for it that is like it.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

/// What there was when this run of it began: no host that was there is one that it has failed with. Only the next run begins with less.
struct RolloutMemory {
  std::set<std::string> instances = {};  ///< hosts, or not yet
  std::set<std::string> refreshes = {};  ///< that were under way
  std::map<std::string, std::string> copies =
      {};  ///< seen at any time: instance → the single host that it was launched for
  /// What this run has done itself, which AWS may show late.
  std::set<std::string> ended = {};
  std::set<std::string> launched_for = {};
  std::map<std::string, std::size_t> balancings = {};  ///< hosts launched to balance zones, by group
  std::map<std::string, long long> running = {};       ///< tasks, by service
};
RolloutMemory remember(const Description& description, const Cluster& cluster);
/// Adds what shows only while it is there.
void remember_copies(const Description& description, RolloutMemory& memory);

struct RolloutStep {
  enum class Kind {
    kFinished,      ///< nothing is left to be done
    kWait,          ///< for what `text` says: "2 tasks to leave i-1"
    kRemember,      ///< writes `record` on the group
    kStartRefresh,  ///< with `desired` as MaxHealthyPercentage, and `warm_up`; its id is noted in `record`
    kSuspend,       ///< `processes` of the group
    kResize,        ///< the group to `desired`, and MaxSize to `max_size`
    kLaunchLike,    ///< one like each of `hosts`
    kDrain,         ///< marks and drains `hosts`
    kTerminate,     ///< `hosts`; the first `shrinking` of them without another in their place
    kUnmark,        ///< takes the note of a rollout from `hosts`
    kRestore,       ///< puts back what `record` says, and takes it from the group
  };
  Kind kind = Kind::kFinished;
  const Group* group = nullptr;  ///< null: single hosts
  std::vector<const ContainerInstance*> hosts = {};
  RolloutRecord record = {};
  std::vector<std::string> processes = {};
  long long desired = 0;
  long long max_size = 0;
  std::chrono::seconds warm_up{0};
  bool leaves_protected = false;  ///< kStartRefresh, instances that are protected from scale-in
  std::size_t shrinking = 0;
  bool is_balancing = false;  ///< kResize, for the sake of the group's zones
  std::string text = {};      ///< for people: "drains i-1 and i-2"
};

/// @param plan  of the same description; its parts are taken one after the other
RolloutStep next_step(const Description& description, const Cluster& cluster, const RolloutPlan& plan,
                      const RolloutMemory& memory);

}  // namespace eni::diagnosis
