#include "sandbox/world/containers/control_group_settings.h"

#include <gtest/gtest.h>

#include "sandbox/world/containers/control_group_mounts.h"

namespace eni::sandbox::world {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20;
constexpr auto kV1 = ControlGroupVersion::kV1;
constexpr auto kV2 = ControlGroupVersion::kV2;

/// "cpu.shares=2 memory.memsw.limit_in_bytes=4?", a ? for what kernels may lack.
std::string to_text(const std::vector<ControlGroupSetting>& settings) {
  std::string text;
  for (const ControlGroupSetting& one : settings) {
    EXPECT_EQ(one.file.substr(0, one.file.find('.')), one.controller);
    text += (text.empty() ? "" : " ") + one.file + "=" + one.value + (one.is_optional ? "?" : "");
  }
  return text;
}

TEST(ControlGroupSettings, OfAContainer) {
  struct Case {
    const char* name;
    ContainerLimits limits;
    const char* v1;
    const char* v2;
  };
  const Case cases[] = {
      {"nothing said", {}, "cpu.shares=2", "cpu.weight=1"},
      {"no unit is two", {1, {}, {}, {}, {}}, "cpu.shares=2", "cpu.weight=1"},
      {"a processor's share", {1024, {}, {}, {}, {}}, "cpu.shares=1024", "cpu.weight=39"},
      {"beyond the kernel's", {1'000'000, {}, {}, {}, {}}, "cpu.shares=262144", "cpu.weight=10000"},
      {"memory, and as much swap",
       {2, 64 * kMiB, {}, {}, {}},
       "cpu.shares=2 memory.limit_in_bytes=67108864 memory.memsw.limit_in_bytes=134217728?",
       "cpu.weight=1 memory.max=67108864 memory.swap.max=67108864?"},
      {"no swap",
       {2, 64 * kMiB, {}, 0, {}},
       "cpu.shares=2 memory.limit_in_bytes=67108864 memory.memsw.limit_in_bytes=67108864?",
       "cpu.weight=1 memory.max=67108864 memory.swap.max=0?"},
      {"too little to start",
       {2, kMiB, {}, 0, {}},
       "cpu.shares=2 memory.limit_in_bytes=6291456 memory.memsw.limit_in_bytes=6291456?",
       "cpu.weight=1 memory.max=6291456 memory.swap.max=0?"},
      {"reservation alone",
       {2, {}, 32 * kMiB, {}, {}},
       "cpu.shares=2 memory.soft_limit_in_bytes=33554432",
       "cpu.weight=1 memory.low=33554432"},
      {"swappiness",
       {2, 64 * kMiB, {}, 16 * kMiB, {}, 10},
       "cpu.shares=2 memory.limit_in_bytes=67108864 memory.memsw.limit_in_bytes=83886080? "
       "memory.swappiness=10?",
       "cpu.weight=1 memory.max=67108864 memory.swap.max=16777216?"},
      {"processes", {2, {}, {}, {}, 20}, "cpu.shares=2 pids.max=20", "cpu.weight=1 pids.max=20"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(to_text(settings_of(each.limits, kV1)), each.v1) << each.name;
    EXPECT_EQ(to_text(settings_of(each.limits, kV2)), each.v2) << each.name;
  }
}

TEST(ControlGroupSettings, OfATask) {
  struct Case {
    const char* name;
    TaskLimits limits;
    const char* v1;
    const char* v2;
  };
  const Case cases[] = {
      {"its containers' shares",
       {{}, 300, {}},
       "cpu.shares=300 pids.max=4096",
       "cpu.weight=12 pids.max=4096"},
      {"a quarter of a processor",
       {256, 300, {}},
       "cpu.cfs_period_us=100000 cpu.cfs_quota_us=25000 pids.max=4096",
       "cpu.max=25000 100000 pids.max=4096"},
      {"less than the kernel's least",
       {1, 0, {}},
       "cpu.cfs_period_us=100000 cpu.cfs_quota_us=1000 pids.max=4096",
       "cpu.max=1000 100000 pids.max=4096"},
      {"memory",
       {2048, 0, 512 * kMiB, 7},
       "cpu.cfs_period_us=100000 cpu.cfs_quota_us=200000 memory.limit_in_bytes=536870912 "
       "memory.memsw.limit_in_bytes=1073741824? pids.max=7",
       "cpu.max=200000 100000 memory.max=536870912 memory.swap.max=536870912? pids.max=7"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(to_text(settings_of(each.limits, kV1)), each.v1) << each.name;
    EXPECT_EQ(to_text(settings_of(each.limits, kV2)), each.v2) << each.name;
  }
}

TEST(ControlGroupSettings, ReadsNumbersByTheirNames) {
  const char* events = "low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 0\n";
  EXPECT_EQ(number_in(events, "oom_kill"), 1U);
  EXPECT_EQ(number_in(events, "max"), 31U);
  EXPECT_EQ(number_in(events, "oom_kil"), 0U);
  EXPECT_EQ(number_in("oom_kill", "oom_kill"), 0U);
  EXPECT_EQ(number_in("oom_kill -3\n", "oom_kill"), 0U);
  EXPECT_EQ(number_in("", "oom_kill"), 0U);
}

TEST(ControlGroupMounts, AreReadFromMountinfo) {
  const char* text =
      "22 26 0:21 / /sys rw,relatime - sysfs sysfs rw\n"
      "30 22 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755\n"
      "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 - cgroup cgroup rw,cpu,cpuacct\n"
      "32 30 0:28 / /sys/fs/cgroup/memory rw shared:11 - cgroup cgroup rw,memory\n"
      "33 30 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
      "34 26 0:28 / /elsewhere rw - cgroup cgroup rw,memory\n"
      "35 30 0:30 /lxc/one /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n"
      "broken\n1 2 - \n - cgroup cgroup rw,pids\n";
  std::string told;
  for (const GroupMount& mount : parse_group_mounts(text)) {
    told += mount.version == kV1 ? "1 " : "2 ";
    for (const std::string& controller : mount.controllers) told += controller + " ";
    told += mount.root + " at " + mount.path + "\n";
  }
  EXPECT_EQ(told,
            "1 cpu cpuacct / at /sys/fs/cgroup/cpu,cpuacct\n1 memory / at /sys/fs/cgroup/memory\n"
            "2 /lxc/one at /sys/fs/cgroup/unified\n");
}

TEST(ControlGroupMounts, FindsItsOwnGroup) {
  struct Case {
    const char* root;
    const char* memberships;
    const char* path;
  };
  const Case cases[] = {
      {"/", "0::/user.slice/run-1.scope\n", "/cg/user.slice/run-1.scope"},
      {"/", "4:memory:/a\n0::/b\n", "/cg/b"},
      {"/", "0::/\n", "/cg"},
      {"/lxc/one", "0::/lxc/one/b\n", "/cg/b"},
      {"/lxc/one", "0::/lxc/one\n", "/cg"},
      {"/lxc/one", "0::/lxc/two\n", ""},
      {"/", "0::/../other\n", ""},
      {"/", "4:memory:/a\n", ""},
      {"/", "", ""},
  };
  for (const Case& each : cases)
    EXPECT_EQ(own_group({kV2, {}, each.root, "/cg"}, each.memberships), each.path) << each.memberships;
}

}  // namespace
}  // namespace eni::sandbox::world
