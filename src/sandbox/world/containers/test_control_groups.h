#pragma once
/// For tests: control groups of processes beside the test's own.
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

#include "sandbox/world/containers/control_group_mounts.h"
#include "sandbox/world/containers/control_groups.h"

namespace eni::sandbox::world {

/// Those of a sandbox that are there, of root's.
inline std::vector<std::string> groups_of(pid_t sandbox) {
  std::vector<std::string> found;
  for (const GroupMount& mount : control_group_mounts()) {
    const std::string path = mount.path + "/eni-trunking-" + std::to_string(sandbox);
    if (std::filesystem::exists(path)) found.push_back(path);
  }
  return found;
}

/// Whether two processes of this user can have groups at once. @return  why not, or ""
inline std::string why_not_two_sandboxes() {
  net::EventLoop loop;
  const auto found = find_control_groups(loop);
  if (found.has_error()) return to_string(found.error());
  const Result<std::string> base = version_2_base();
  const bool shares_one = usable_version({"memory", "cpu", "pids"}) == ControlGroupVersion::kV2 &&
                          base.has_value() && !is_root_group(*base);
  return shares_one ? "a group of version 2 has either limits or processes: two sandboxes cannot divide one"
                    : "";
}

}  // namespace eni::sandbox::world
