#include "sandbox/task_engine/task_volumes.h"

#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

struct VolumeCase {
  const char* name;
  const char* volume;  ///< JSON
  const char* folder;  ///< or the error
};

class TaskVolumesTest : public testing::TestWithParam<VolumeCase> {};

TEST_P(TaskVolumesTest, AreFoldersOfTheWorld) {
  const json::array volumes{parse_json(GetParam().volume).value()};
  const auto folders = volume_folders(volumes, "T", "i-1");
  EXPECT_EQ(folders.has_error() ? folders.error().message : folders->at("data"), GetParam().folder);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, TaskVolumesTest,
    testing::Values(
        VolumeCase{"Named", R"({"name": "data"})", "tasks/T/volumes/data"},
        VolumeCase{"NamedByEmptyHost", R"({"name": "data", "host": {}})", "tasks/T/volumes/data"},
        VolumeCase{"HostPath", R"({"name": "data", "host": {"sourcePath": "/var//log/./x/"}})",
                   "hosts/i-1/disk/var/log/x"},
        VolumeCase{"HostRoot", R"({"name": "data", "host": {"sourcePath": "/"}})", "hosts/i-1/disk"},
        VolumeCase{"HostPathThatLeadsOut", R"({"name": "data", "host": {"sourcePath": "/../etc"}})",
                   "CannotCreateVolumeError: volume data: the path has '..' in it: /../etc"},
        VolumeCase{"DockerOfTask", R"({"name": "data", "dockerVolumeConfiguration": {"scope": "task"}})",
                   "tasks/T/volumes/data"},
        VolumeCase{"DockerShared", R"({"name": "data", "dockerVolumeConfiguration": {"scope": "shared"}})",
                   "hosts/i-1/volumes/data"},
        VolumeCase{
            "DockerDriver", R"({"name": "data", "dockerVolumeConfiguration": {"driver": "rexray"}})",
            "CannotCreateVolumeError: volume data: the volume driver rexray is not supported by the sandbox"},
        VolumeCase{
            "Efs",
            R"({"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/a"}})",
            "efs/fs-1/a"},
        VolumeCase{"EfsIdOfNoForm", R"({"name": "data", "efsVolumeConfiguration": {"fileSystemId": "../x"}})",
                   "CannotCreateVolumeError: volume data: '../x' is no id of a file system"},
        VolumeCase{"Windows", R"({"name": "data", "fsxWindowsFileServerVolumeConfiguration": {}})",
                   "CannotCreateVolumeError: volume data: fsxWindowsFileServerVolumeConfiguration is not "
                   "supported by the sandbox"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace eni::sandbox::task_engine
