#pragma once
/// Limits of tasks and containers. The sandbox, which may, makes a control group for each and sets its limits; the world, which may
/// not, starts runtimes in them by descriptors of the groups' cgroup.procs (Program::control_groups). Neither runtimes nor
/// containers know of it.
///
/// All of a sandbox's are below one group, "eni-trunking-PID", which is locked (flock(2)) for as long as the sandbox lives, in whatever
/// process namespace: so the next one knows which are of the dead, and removes them.
/// Sources: cgroups(7); Linux, admin-guide/cgroup-v1 and cgroup-v2 ("Delegation").
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/scheduler.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "sandbox/world/containers/control_group_settings.h"
#include "sandbox/world/containers/control_group_stats.h"

namespace eni::sandbox::world {

/// What a group uses now.
struct ControlGroupUse {
  std::uint64_t memory_bytes = 0;     ///< with its files' pages
  std::uint64_t cpu_nanoseconds = 0;  ///< since it was made
  std::uint64_t processes = 0;        ///< with their threads
};

/// A group of a task or container. Its descriptors are its owner's; the group itself stays until ControlGroups::remove().
class ControlGroup {
 public:
  /// For Program::control_groups.
  std::vector<int> entries() const;
  /// Whether the kernel has killed a process of the group for the group's memory, or its task's. Of a task's group: with version 1 not
  /// what it killed in containers' groups.
  bool was_out_of_memory() const;
  ControlGroupUse use() const;
  /// All that it tells.
  ControlGroupStats stats() const;

 private:
  friend class ControlGroups;

  /// Content of a file of that controller; "" if there is none.
  std::string read(const std::string& controller, const std::string& file) const;

  struct Folder {
    std::vector<std::string> controllers;
    std::string path;
    net::Descriptor entry;
  };

  ControlGroupVersion version_ = ControlGroupVersion::kV1;
  std::vector<Folder> folders_;  ///< one for each hierarchy
};

class ControlGroups {
 public:
  /// Removes the sandbox's own, if no group is left in it, and takes this process back to where it was.
  ~ControlGroups();
  ControlGroups(const ControlGroups&) = delete;
  ControlGroups& operator=(const ControlGroups&) = delete;

  ControlGroupVersion version() const { return version_; }
  /// @param task  letters, digits, '-', '_'
  /// @error  the file that the kernel does not let be written
  Result<ControlGroup> make_task(const std::string& task, const TaskLimits& limits);
  /// In the task's, which is there.
  Result<ControlGroup> make_container(const std::string& task, const std::string& container,
                                      const ContainerLimits& limits);
  /// When its processes have ended, or end now; a task's after its containers'. Waits for the kernel to have let go of them.
  /// @error  it is still in use after some seconds
  Task<Result<void>> remove(ControlGroup group);

 private:
  friend Result<std::unique_ptr<ControlGroups>> find_control_groups(Scheduler& scheduler);

  struct Hierarchy {
    std::vector<std::string> controllers;
    std::string base;  ///< the group in which this sandbox's is
    std::string own;   ///< this sandbox's
    net::Descriptor lock;
  };

  ControlGroups(Scheduler& scheduler, ControlGroupVersion version)
      : scheduler_{scheduler}, version_{version} {}
  Result<void> open_v1();
  Result<void> open_v2();
  void leave_leaf();
  Result<void> add(std::vector<std::string> controllers, std::string base);
  Result<ControlGroup> make(const std::string& name, const std::vector<ControlGroupSetting>& settings,
                            bool has_groups);
  Result<void> make_folders(ControlGroup& group, const std::string& name, bool has_groups);

  Scheduler& scheduler_;
  ControlGroupVersion version_;
  std::vector<Hierarchy> hierarchies_;
  bool is_in_leaf_ = false;  ///< this process, with version 2
};

/// Tries by doing, and removes what sandboxes that ended left. To be called before this process starts others: with version 2 and
/// without root it moves itself into a group of its own.
/// @error  why there are no limits here, with what to type as hint
Result<std::unique_ptr<ControlGroups>> find_control_groups(Scheduler& scheduler);

}  // namespace eni::sandbox::world
