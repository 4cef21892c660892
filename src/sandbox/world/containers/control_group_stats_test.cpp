#include "sandbox/world/containers/control_group_stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace eni::sandbox::world {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

GroupFiles files_of(std::map<std::string, std::string> files) {
  return [files = std::move(files)](const std::string& controller, const std::string& file) {
    const auto found = files.find(controller + " " + file);
    return found == files.end() ? std::string{} : found->second;
  };
}

TEST(ControlGroupStats, OfVersion2AreAsTheKernelWritesThem) {
  const ControlGroupStats stats = parse_group_stats(
      ControlGroupVersion::kV2,
      files_of({{"cpu cpu.stat",
                 "usage_usec 7000\nuser_usec 5000\nsystem_usec 2000\nnr_periods 3\n"
                 "nr_throttled 2\nthrottled_usec 9\n"},
                {"memory memory.current", "4096\n"},
                {"memory memory.max", "33554432\n"},
                {"memory memory.stat", "anon 100\nfile 50\n"},
                {"memory io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n259:1 rbytes=5\n"},
                {"pids pids.current", "4\n"},
                {"pids pids.max", "max\n"}}));
  EXPECT_EQ(stats.cpu.total_nanoseconds, 7'000'000U);
  EXPECT_EQ(stats.cpu.user_nanoseconds, 5'000'000U);
  EXPECT_EQ(stats.cpu.kernel_nanoseconds, 2'000'000U);
  EXPECT_THAT(stats.cpu.nanoseconds_per_processor, IsEmpty());
  EXPECT_EQ(stats.cpu.periods, 3U);
  EXPECT_EQ(stats.cpu.throttled_periods, 2U);
  EXPECT_EQ(stats.cpu.throttled_nanoseconds, 9'000U);
  EXPECT_EQ(stats.memory.bytes, 4096U);
  EXPECT_EQ(stats.memory.max_bytes, std::nullopt);
  EXPECT_EQ(stats.memory.limit_bytes, 33'554'432U);
  EXPECT_THAT(stats.memory.details, ElementsAre(Pair("anon", 100), Pair("file", 50)));
  EXPECT_EQ(stats.processes, 4U);
  EXPECT_EQ(stats.processes_limit, std::nullopt);
  ASSERT_EQ(stats.devices.size(), 2U);
  const DeviceStats& first = stats.devices[0];
  EXPECT_THAT((std::vector<std::uint64_t>{first.major, first.minor, first.read_bytes, first.written_bytes,
                                          first.reads, first.writes}),
              ElementsAre(8, 0, 10, 20, 1, 2));
  EXPECT_EQ(stats.devices[1].major, 259U);
}

TEST(ControlGroupStats, OfVersion1AreAsTheKernelWritesThem) {
  const ControlGroupStats stats = parse_group_stats(
      ControlGroupVersion::kV1, files_of({{"cpuacct cpuacct.usage", "3000\n"},
                                          {"cpuacct cpuacct.usage_percpu", "1000 2000 \n"},
                                          {"cpuacct cpuacct.stat", "user 3\nsystem 1\n"},
                                          {"cpu cpu.stat", "nr_periods 5\nthrottled_time 6\n"},
                                          {"memory memory.usage_in_bytes", "10\n"},
                                          {"memory memory.max_usage_in_bytes", "20\n"},
                                          {"memory memory.limit_in_bytes", "9223372036854771712\n"},
                                          {"memory memory.failcnt", "2\n"},
                                          {"memory memory.stat", "cache 4\n"},
                                          {"pids pids.current", "1\n"},
                                          {"pids pids.max", "4096\n"}}));
  EXPECT_EQ(stats.cpu.total_nanoseconds, 3'000U);
  EXPECT_THAT(stats.cpu.nanoseconds_per_processor, ElementsAre(1000, 2000));
  EXPECT_EQ(stats.cpu.user_nanoseconds, 3 * stats.cpu.kernel_nanoseconds);
  EXPECT_EQ(stats.cpu.throttled_nanoseconds, 6U);
  EXPECT_EQ(stats.memory.max_bytes, 20U);
  EXPECT_EQ(stats.memory.limit_bytes, std::nullopt);
  EXPECT_EQ(stats.memory.limit_hits, 2U);
  EXPECT_THAT(stats.memory.details, ElementsAre(Pair("cache", 4)));
  EXPECT_EQ(stats.processes_limit, 4096U);
  EXPECT_THAT(stats.devices, IsEmpty());
}

TEST(ControlGroupStats, WhatIsNotThereIsZero) {
  for (const auto version : {ControlGroupVersion::kV1, ControlGroupVersion::kV2}) {
    const ControlGroupStats stats = parse_group_stats(version, files_of({{"memory io.stat", "x\n:\n"}}));
    EXPECT_EQ(stats.cpu.total_nanoseconds + stats.memory.bytes + stats.processes, 0U);
    EXPECT_THAT(stats.devices, IsEmpty());
  }
}

}  // namespace
}  // namespace eni::sandbox::world
