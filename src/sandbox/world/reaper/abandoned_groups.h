#pragma once
/// Control groups of a sandbox that has ended, with what still runs in them. Source: cgroups(7); Linux, admin-guide/cgroup-v2, "cgroup.kill".
#include <string>
#include <vector>

namespace eni::sandbox::world::reaper {

class AbandonedGroups {
 public:
  /// @param sandbox  its process id, after which its groups are named (containers/control_groups.h)
  /// @param bases    the groups in which they are
  AbandonedGroups(long sandbox, std::vector<std::string> bases);

  /// Version 2 lets a group that is not the root have limits in it only while no process is in it, so this one goes into a group of its
  /// own. @return  0 or an errno
  int step_aside();
  /// Kills what is in them and removes them; again and again for some seconds, until the kernel has let go of them.
  /// @return  whether none is left
  bool remove() const;

 private:
  bool remove_in(const std::string& base) const;
  void leave() const;

  std::string name_;
  std::vector<std::string> bases_;
  std::string aside_;       ///< this process's group; "": none of its own
  std::string aside_base_;  ///< where that is
};

}  // namespace eni::sandbox::world::reaper
