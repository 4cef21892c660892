#pragma once
/// What an image has where a new volume is mounted: the volume gets a copy, as Docker has it. The volume is the task's, and new until its
/// first container has it; on a volume that a container has already, nothing is put behind its back.
/// Source: Docker documentation, "Volumes", "Populate a volume using a container"; moby, container.CopyImagePathContent.
#include <set>
#include <string>
#include <vector>

#include "sandbox/images/store/keyed_locks.h"
#include "sandbox/world/containers/container.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

/// Of one task.
class VolumeContent {
 public:
  /// @param volumes  the task's own, as mounts name them: those of hosts and file systems are not new
  VolumeContent(Scheduler& scheduler, world::World& world, std::set<std::string> volumes)
      : scheduler_{scheduler}, world_{world}, unused_{std::move(volumes)}, locks_{scheduler} {}

  /// Before the container is started.
  /// @param root    its image's files, as the world sees them
  /// @error  "cannot copy what the image has at /data"
  Task<Result<void>> fill(std::string root, std::vector<world::BindMount> mounts);

 private:
  Task<Result<void>> copy(std::string root, world::BindMount mount);

  Scheduler& scheduler_;
  world::World& world_;
  std::set<std::string> unused_;  ///< by any container so far
  images::KeyedLocks locks_;
};

}  // namespace eni::sandbox::task_engine
