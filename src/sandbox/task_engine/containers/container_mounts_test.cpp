#include "sandbox/task_engine/containers/container_mounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

using testing::ElementsAre;

json::object object(std::string_view text) { return parse_json(text)->as_object(); }

MountSources sources() {
  return {
      {{"data", "/v/data"}, {"logs", "/v/logs"}},
      {{"first", {{"/v/one", "/a", false}, {"/v/two", "/b", false}}}, {"second", {{"/v/three", "/b", true}}}},
      {{"/v/image", "/cache", false}, {"/v/image2", "/b", false}}};
}

/// "SOURCE TARGET ro", a line each, or the reason.
std::vector<std::string> volumes(std::string_view definition) {
  const auto found = volumes_of(object(definition), sources());
  if (!found) return {found.error().message};
  std::vector<std::string> out;
  for (const world::BindMount& mount : *found)
    out.push_back(mount.source + " " + mount.target + (mount.read_only ? " ro" : ""));
  return out;
}

TEST(ContainerMounts, TheDefinitionsComeBeforeOthersAndTheImages) {
  EXPECT_THAT(volumes(R"({"mountPoints": [
      {"sourceVolume": "data", "containerPath": "/a/../data//", "readOnly": true},
      {"sourceVolume": "data", "containerPath": "/cache"}],
      "volumesFrom": [{"sourceContainer": "first", "readOnly": true}, {"sourceContainer": "second"}]})"),
              ElementsAre("/v/one /a ro", "/v/three /b ro", "/v/data /cache", "/v/data /data ro"));
}

TEST(ContainerMounts, WhatIsInMemoryTakesAVolumesPlace) {
  const json::object definition = object(
      R"({"linuxParameters": {"tmpfs": [{"containerPath": "/cache", "size": 16, "mountOptions": ["exec", "mode=1777", "defaults"]},
                                        {"containerPath": "/tmp", "size": 1}]}})");
  const auto found = memory_mounts_of(definition);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].bytes, 16ULL << 20);
  EXPECT_THAT((*found)[0].options, ElementsAre("exec", "mode=1777"));
  EXPECT_THAT((*found)[1].options, ElementsAre("noexec"));
  EXPECT_THAT(volumes(json::serialize(definition)), ElementsAre("/v/image2 /b"));
}

struct Refusal {
  const char* definition;
  const char* reason;  ///< after "CannotCreateContainerError: "
};

const Refusal kRefusals[] = {
    {R"({"mountPoints": [{"sourceVolume": "x", "containerPath": "/a"}]})", "Unknown volume 'x'."},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "a"}]})",
     "Error response from daemon: invalid mount config: invalid mount path: 'a' mount path must be absolute"},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/a/.."}]})",
     "Error response from daemon: invalid volume specification: destination can't be '/'"},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/x/../proc/sys"}]})",
     R"(Error response from daemon: "/proc/sys" cannot be mounted because it is inside /proc)"},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/a\u0000"}]})", nullptr},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/a"}, {"sourceVolume": "logs", "containerPath": "/a/"}]})",
     "Error response from daemon: Duplicate mount point: /a"},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/a/"}],
         "linuxParameters": {"tmpfs": [{"containerPath": "/a", "size": 1}]}})",
     "Error response from daemon: Duplicate mount point: /a"},
    {R"({"mountPoints": [{"sourceVolume": "data", "containerPath": "/a"}],
         "linuxParameters": {"tmpfs": [{"containerPath": "/a/b", "size": 1}]}})",
     "linuxParameters.tmpfs is not supported by the sandbox within a volume: /a/b in /a"},
    {R"({"volumesFrom": [{"sourceContainer": "third"}]})",
     "Error response from daemon: No such container: third"},
    {R"({"linuxParameters": {"tmpfs": [{"containerPath": "/a", "size": 0}]}})",
     "linuxParameters.tmpfs: the size of /a is not valid"},
    {R"({"linuxParameters": {"tmpfs": [{"containerPath": "/a", "size": 1, "mountOptions": ["bind"]}]}})",
     R"(Error response from daemon: invalid tmpfs option "bind")"},
    {R"({"linuxParameters": {"tmpfs": [{"containerPath": "/a", "size": 1, "mountOptions": ["mode=1,suid"]}]}})",
     R"(Error response from daemon: invalid tmpfs option "mode=1,suid")"},
    {R"({"linuxParameters": {"tmpfs": [{"containerPath": "/a", "size": 1, "mountOptions": ["size=9g"]}]}})",
     R"(Error response from daemon: invalid tmpfs option "size=9g")"},
};

TEST(ContainerMounts, RefusesWhatTheDaemonWould) {
  for (const Refusal& row : kRefusals) {
    const std::vector<std::string> found = volumes(row.definition);
    ASSERT_EQ(found.size(), 1U) << row.definition;
    if (row.reason) {
      EXPECT_EQ(found[0], std::string("CannotCreateContainerError: ") + row.reason);
    } else {
      EXPECT_THAT(found[0], testing::StartsWith("CannotCreateContainerError: the container path "));
    }
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
