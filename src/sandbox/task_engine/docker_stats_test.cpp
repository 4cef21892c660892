#include "sandbox/task_engine/docker_stats.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace eni::sandbox::task_engine {
namespace {

using endpoints::MetadataTime;
using world::netlink::LinkCounters;

/// A container that has used as many milliseconds of a processor, and received as many bytes, at that one.
StatsReading reading_at(int milliseconds) {
  StatsReading reading{MetadataTime{std::chrono::milliseconds{milliseconds}}, {}, {}, {}};
  const auto amount = static_cast<std::uint64_t>(milliseconds);
  reading.group.cpu = {amount * 1'000'000, amount * 600'000, amount * 400'000};
  reading.group.memory.bytes = 4096;
  reading.group.processes = 2;
  reading.network = LinkCounters{{amount, 2, 0, 0}, {7, 1, 0, 0}};
  reading.machine = {5'000'000'000, 2, 1 << 30};
  return reading;
}

std::string text_of(const json::value& value) { return endpoints::metadata_text(value); }

TEST(DockerStats, AreWrittenAsDockerDoes) {
  StatsHistory history;
  StatsReading reading = reading_at(1500);
  reading.group.processes_limit = 4096;
  reading.group.memory.limit_bytes = 1 << 20;
  reading.group.memory.details = {{"anon", 100}};
  reading.group.devices = {{8, 0, 10, 20, 1, 2}};
  history.add(reading);
  EXPECT_EQ(
      text_of(docker_stats("4afb", "ecs-web-1-main-4afb", history).docker),
      R"({"read":"1970-01-01T00:00:01.5Z","preread":"0001-01-01T00:00:00Z",)"
      R"("pids_stats":{"current":2,"limit":4096},)"
      R"("blkio_stats":{"io_service_bytes_recursive":[{"major":8,"minor":0,"op":"read","value":10},)"
      R"({"major":8,"minor":0,"op":"write","value":20}],)"
      R"("io_serviced_recursive":[{"major":8,"minor":0,"op":"read","value":1},{"major":8,"minor":0,"op":"write","value":2}],)"
      R"("io_queue_recursive":null,"io_service_time_recursive":null,"io_wait_time_recursive":null,)"
      R"("io_merged_recursive":null,"io_time_recursive":null,"sectors_recursive":null},)"
      R"("num_procs":0,"storage_stats":{},)"
      R"("cpu_stats":{"cpu_usage":{"total_usage":1500000000,"usage_in_kernelmode":600000000,"usage_in_usermode":900000000},)"
      R"("system_cpu_usage":5000000000,"online_cpus":2,"throttling_data":{"periods":0,"throttled_periods":0,"throttled_time":0}},)"
      R"("precpu_stats":{"cpu_usage":{"total_usage":0,"usage_in_kernelmode":0,"usage_in_usermode":0},)"
      R"("throttling_data":{"periods":0,"throttled_periods":0,"throttled_time":0}},)"
      R"("memory_stats":{"usage":4096,"stats":{"anon":100},"limit":1048576},)"
      R"("name":"/ecs-web-1-main-4afb","id":"4afb",)"
      R"("networks":{"eth0":{"rx_bytes":1500,"rx_packets":2,"rx_errors":0,"rx_dropped":0,)"
      R"("tx_bytes":7,"tx_packets":1,"tx_errors":0,"tx_dropped":0}}})");
}

TEST(DockerStats, OfVersion1HaveMore) {
  StatsHistory history;
  StatsReading reading = reading_at(1);
  reading.group.version = world::ControlGroupVersion::kV1;
  reading.group.cpu.nanoseconds_per_processor = {1, 2};
  reading.group.memory.max_bytes = 9;
  reading.group.memory.limit_hits = 3;
  history.add(reading);
  const json::object docker = docker_stats("a", "b", history).docker;
  EXPECT_EQ(text_of(docker.at("cpu_stats").at("cpu_usage").at("percpu_usage")), "[1,2]");
  EXPECT_EQ(text_of(docker.at("memory_stats")),
            R"({"usage":4096,"max_usage":9,"stats":{},"failcnt":3,"limit":1073741824})");
}

TEST(DockerStats, AreComparedWithWhatIsASecondOlder) {
  struct Case {
    const char* name;
    std::vector<int> readings;
    std::optional<int> before;
  };
  const std::vector<Case> kCases = {
      {"the first has none", {1000}, std::nullopt},
      {"nor one that comes too soon", {1000, 1999}, std::nullopt},
      {"a second later", {1000, 2000}, 1000},
      {"asked often", {1000, 1500, 2000, 2500}, 1000},
      {"asked often, and later", {1000, 1500, 2000, 2500, 3000}, 2000},
  };
  for (const Case& one : kCases) {
    StatsHistory history;
    for (const int at : one.readings) history.add(reading_at(at));
    const auto stats = docker_stats("a", "b", history);
    ASSERT_EQ(history.before().has_value(), one.before.has_value()) << one.name;
    ASSERT_EQ(stats.network_rates.has_value(), one.before.has_value()) << one.name;
    if (!one.before) continue;
    EXPECT_EQ(history.before()->group.cpu.total_nanoseconds,
              static_cast<std::uint64_t>(*one.before) * 1'000'000)
        << one.name;
    // A byte a millisecond.
    EXPECT_DOUBLE_EQ(stats.network_rates->received, 1000) << one.name;
    EXPECT_DOUBLE_EQ(stats.network_rates->sent, 0) << one.name;
  }
}

TEST(DockerStats, OfANetworkWithoutEth0HaveNoTraffic) {
  StatsHistory history;
  for (const int at : {1000, 3000}) {
    StatsReading reading = reading_at(at);
    reading.network.reset();
    history.add(reading);
  }
  const auto stats = docker_stats("a", "b", history);
  EXPECT_FALSE(stats.docker.contains("networks"));
  EXPECT_FALSE(stats.network_rates);
}

TEST(DockerStats, AMachinesProcessorTimeIsTheSumOfItsFirstSevenFields) {
  const auto tick = 1'000'000'000 / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  EXPECT_EQ(cpu_nanoseconds_in("cpu  1 2 3 4 5 6 7 100 100\ncpu0 9\n"), 28 * tick);
  EXPECT_EQ(cpu_nanoseconds_in("intr 1"), 0U);
  EXPECT_EQ(cpu_nanoseconds_in(""), 0U);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
