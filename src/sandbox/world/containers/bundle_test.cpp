#include "sandbox/world/containers/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::world {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::SizeIs;

Container sleeper() {
  Container container;
  container.id = "web";
  container.root = "/run/world/web/rootfs";
  container.argv = {"/bin/sleep", "1"};
  return container;
}

std::vector<std::string> texts_at(const json::object& object, std::string_view pointer) {
  std::vector<std::string> out;
  const json::value all = object;
  for (const json::value& one : all.at_pointer(pointer).as_array()) out.emplace_back(one.as_string());
  return out;
}

TEST(RuntimeConfiguration, SaysWhatRunsAndWhere) {
  Container container = sleeper();
  container.environment = {{"A", "1"}, {"B", "x=y"}};
  container.directory = "/srv";
  container.host_name = "ip-10-0-1-11";
  container.read_only_root = true;
  container.user = {33, 34, {35}};
  container.resource_limits = {{"nofile", 1024, 4096}};
  container.system_controls = {{"net.core.somaxconn", "1024"}};
  const json::value out = runtime_configuration(container, 65'536);
  EXPECT_EQ(out.at_pointer("/process/args"), (json::array{"/bin/sleep", "1"}));
  EXPECT_EQ(out.at_pointer("/process/env"), (json::array{"A=1", "B=x=y"}));
  EXPECT_EQ(out.at_pointer("/process/cwd"), "/srv");
  EXPECT_EQ(out.at_pointer("/process/user"),
            (json::object{{"uid", 33}, {"gid", 34}, {"additionalGids", json::array{35}}}));
  EXPECT_EQ(out.at_pointer("/process/rlimits"),
            (json::array{json::object{{"type", "RLIMIT_NOFILE"}, {"soft", 1024}, {"hard", 4096}}}));
  EXPECT_EQ(out.at_pointer("/process/noNewPrivileges"), true);
  EXPECT_EQ(out.at_pointer("/root"), (json::object{{"path", "/run/world/web/rootfs"}, {"readonly", true}}));
  EXPECT_EQ(out.at_pointer("/hostname"), "ip-10-0-1-11");
  EXPECT_EQ(out.at_pointer("/linux/sysctl"), (json::object{{"net.core.somaxconn", "1024"}}));
}

TEST(RuntimeConfiguration, GivesCapabilitiesAsDockerDoes) {
  struct Case {
    std::vector<std::string> more;
    std::vector<std::string> fewer;
    std::size_t count;
    const char* example;  ///< one of them
  };
  const Case kCases[] = {
      {{}, {}, 14, "CAP_NET_RAW"},
      {{"SYS_PTRACE"}, {}, 15, "CAP_SYS_PTRACE"},
      {{}, {"NET_RAW", "MKNOD"}, 12, "CAP_CHOWN"},
      {{"NET_ADMIN"}, {"ALL"}, 1, "CAP_NET_ADMIN"},
      {{"ALL"}, {"SYS_ADMIN"}, 40, "CAP_BPF"},
      {{}, {"ALL"}, 0, nullptr},
  };
  for (const Case& each : kCases) {
    Container container = sleeper();
    container.more_capabilities = each.more;
    container.fewer_capabilities = each.fewer;
    const json::object out = runtime_configuration(container, 65'536);
    for (const char* set : {"bounding", "effective", "permitted"}) {
      const auto names = texts_at(out, std::string("/process/capabilities/") + set);
      EXPECT_THAT(names, SizeIs(each.count));
      if (each.example) {
        EXPECT_THAT(names, testing::Contains(each.example));
      }
    }
  }
}

TEST(RuntimeConfiguration, GivesOtherUsersNoCapabilities) {
  Container container = sleeper();
  container.user.user = 1000;
  const json::object out = runtime_configuration(container, 65'536);
  EXPECT_THAT(texts_at(out, "/process/capabilities/effective"), SizeIs(0));
  EXPECT_THAT(texts_at(out, "/process/capabilities/bounding"), SizeIs(14));
}

TEST(RuntimeConfiguration, MountsWhatContainersShare) {
  Container container = sleeper();
  container.volumes = {{"/run/world/data", "/data", true}};
  container.memory_mounts = {{"/cache", 1 << 20, {"noexec"}}};
  const json::value out = runtime_configuration(container, 65'536);
  std::vector<std::string> targets;
  for (const json::value& mount : out.at_pointer("/mounts").as_array())
    targets.emplace_back(mount.at("destination").as_string());
  EXPECT_THAT(targets,
              ElementsAre("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/cache", "/data"));
  EXPECT_EQ(out.at_pointer("/mounts/6/options"), (json::array{"nosuid", "nodev", "size=1048576", "noexec"}));
  EXPECT_EQ(out.at_pointer("/mounts/7/options"), (json::array{"rbind", "rprivate", "rro"}));
}

TEST(RuntimeConfiguration, LeavesOutSharedMemoryThatNobodyIsToHave) {
  Container container = sleeper();
  container.shared_memory_bytes = 0;
  const json::value out = runtime_configuration(container, 65'536);
  for (const json::value& mount : out.at_pointer("/mounts").as_array())
    EXPECT_NE(mount.at("destination").as_string(), "/dev/shm");
}

TEST(RuntimeConfiguration, GivesATerminalWhereOneWasAskedFor) {
  const auto has_terminal = [](const Container& container) {
    const json::value out = runtime_configuration(container, 65'536);
    return out.at_pointer("/process/terminal") == true;
  };
  Container container = sleeper();
  EXPECT_FALSE(has_terminal(container));
  container.terminal = true;
  EXPECT_TRUE(has_terminal(container));
}

TEST(RuntimeConfiguration, GivesTerminalsToTheirGroupWhereThereIsOne) {
  const auto options = [](std::uint32_t users) {
    return texts_at(runtime_configuration(sleeper(), users), "/mounts/2/options");
  };
  EXPECT_THAT(options(65'536), testing::Contains("gid=5"));
  EXPECT_THAT(options(1), testing::Not(testing::Contains("gid=5")));
}

TEST(RuntimeConfiguration, SharesTheNetworkOfWhoStartsIt) {
  const json::value out = runtime_configuration(sleeper(), 65'536);
  std::vector<std::string> types;
  for (const json::value& one : out.at_pointer("/linux/namespaces").as_array())
    types.emplace_back(one.at("type").as_string());
  EXPECT_THAT(types, ElementsAre("pid", "ipc", "uts", "mount", "cgroup"));
}

}  // namespace
}  // namespace eni::sandbox::world
