#pragma once
/// Where this machine's control groups are, and this process among them. Sources: cgroups(7), proc_pid_mountinfo(5).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/world/containers/control_group_settings.h"

namespace eni::sandbox::world {

struct GroupMount {
  ControlGroupVersion version = ControlGroupVersion::kV1;
  std::vector<std::string> controllers;  ///< of version 1: those of memory, cpu, cpuacct and pids that it has
  std::string root;                      ///< the group that is seen at `path`
  std::string path;
};

/// Those in the text of /proc/self/mountinfo: of version 1 those that have a controller of use, each hierarchy once.
std::vector<GroupMount> parse_group_mounts(std::string_view mountinfo);
std::vector<GroupMount> control_group_mounts();

/// At `path` of the mount; of version 2's group in the text of /proc/self/cgroup. @return  "" if it is not seen there
std::string own_group(const GroupMount& mount, std::string_view memberships);

/// The version whose hierarchies have all of those controllers.
std::optional<ControlGroupVersion> usable_version(const std::vector<std::string>& controllers);

/// The group in which a sandbox's group is made: the root of all for root, else that of this process.
/// @error  this process is in a group that is not seen here
Result<std::string> version_2_base();
/// The only one that may have limits in it and processes, too.
bool is_root_group(const std::string& path);

/// "" if there is none.
std::string content_of_group_file(const std::string& path);

}  // namespace eni::sandbox::world
