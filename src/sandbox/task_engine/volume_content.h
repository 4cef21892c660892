#pragma once
/// What an image has where a new volume is mounted: the volume gets a copy, as Docker has it. The volume is the task's, and new until its
/// first container has it; on a volume that a container has already, nothing is put behind its back.
/// Source: Docker documentation, "Volumes", "Populate a volume using a container"; moby, container.CopyImagePathContent.
#include <set>
#include <string>
#include <vector>

#include "sandbox/images/store/keyed_turns.h"
#include "sandbox/world/containers/container.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

/// Of one task.
class VolumeContent {
 public:
  /// @param folder  of the task's volumes, as the world sees it: others are none of its
  VolumeContent(Scheduler& scheduler, world::World& world, std::string folder)
      : scheduler_{scheduler}, world_{world}, folder_{std::move(folder)}, turns_{scheduler} {}

  /// Before the container is started.
  /// @param root    its image's files, as the world sees them
  /// @error  "cannot copy what the image has at /data"; the volume is empty still
  Task<Result<void>> fill(std::string root, std::vector<world::BindMount> mounts);

 private:
  Task<Result<void>> copy(std::string root, world::BindMount mount);

  Scheduler& scheduler_;
  world::World& world_;
  std::string folder_;
  images::KeyedTurns turns_;
  std::set<std::string> used_;  ///< folders of volumes
};

}  // namespace eni::sandbox::task_engine
