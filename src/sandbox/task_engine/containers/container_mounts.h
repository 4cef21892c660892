#pragma once
/// What a container sees beside its image's files: volumes, those of other containers, and file systems in memory.
/// Source: Amazon ECS API Reference, MountPoint, VolumeFrom, Tmpfs; moby, daemon/volumes_unix.go and volume/mounts, for what is refused.
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/world/containers/container.h"

namespace eni::sandbox::task_engine {

/// What of a task and its image there is to mount.
struct MountSources {
  std::map<std::string, std::string> volumes;  ///< of the task, by name: folders of the machine
  /// Of the task's other containers, by name: what their volumes_of() gave.
  std::map<std::string, std::vector<world::BindMount>> other_containers;
  /// Of the image (VOLUME): folders made for this container, with what the image has there.
  std::vector<world::BindMount> image_volumes;
};

/// mountPoints, volumesFrom and the image's volumes, in this precedence; sorted so that what lies within another comes behind it.
/// @error  "CannotCreateContainerError: Error response from daemon: Duplicate mount point: /data", …
Result<std::vector<world::BindMount>> volumes_of(const json::object& definition, const MountSources& sources);

/// linuxParameters.tmpfs. They are mounted before volumes.
/// @error  the same, and for options that are none of a file system in memory
Result<std::vector<world::MemoryMount>> memory_mounts_of(const json::object& definition);

}  // namespace eni::sandbox::task_engine
