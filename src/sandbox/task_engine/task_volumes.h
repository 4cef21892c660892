#pragma once
/// The volumes of a task: which folder each one is. All of them lie below the world's files: what a task definition calls a path of the
/// host is one of the simulated host's own disk, and a file system of EFS is a folder that all hosts share.
/// Source: Amazon ECS API Reference, Volume, HostVolumeProperties, DockerVolumeConfiguration, EFSVolumeConfiguration.
#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::task_engine {

/// @param task      its id
/// @param instance  its host's
/// @return  by name: "tasks/ID/volumes/data", "hosts/i-1/disk/var/log", "efs/fs-1/data", relative to the world's files
/// @error  "CannotCreateVolumeError: …": kinds and drivers that there are none of here, by name; paths with ".." in them
Result<std::map<std::string, std::string>> volume_folders(const json::array& volumes, const std::string& task,
                                                          const std::string& instance);

}  // namespace eni::sandbox::task_engine
