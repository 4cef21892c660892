#include "diagnosis/packing.h"

#include <gtest/gtest.h>

namespace eni::diagnosis {
namespace {

using placement::Strategy;
using placement::StrategyType;
using trunking::Trunk;

Workload service(const char* name, long long tasks, int cpu, int memory) {
  Workload workload;
  workload.name = name;
  workload.tasks = tasks;
  workload.cpu_units = cpu;
  workload.memory_mib = memory;
  return workload;
}

Packing pack_on(const char* type, Trunk trunk, const std::vector<Workload>& workloads) {
  SeededRandom random;
  return pack(workloads, {trunking::find_instance_type(type), trunk, {"a", "b", "c"}}, random);
}

TEST(Packing, IsWhatTheResourceAllowsThatEndsFirst) {
  const struct {
    const char* what;
    const char* type;
    Trunk trunk;
    std::vector<Workload> workloads;
    long long hosts;
  } rows[] = {
      {"interfaces without a trunk: 2 a host", "c5.large", Trunk::kNone, {service("web", 50, 100, 100)}, 25},
      {"interfaces with one: 10", "c5.large", Trunk::kAttached, {service("web", 50, 100, 100)}, 5},
      {"CPU: 2048 units a host", "c5.large", Trunk::kAttached, {service("web", 50, 512, 100)}, 13},
      {"memory: 3795 MiB", "c5.large", Trunk::kAttached, {service("web", 50, 100, 1000)}, 17},
      {"two services",
       "c5.large",
       Trunk::kAttached,
       {service("web", 5, 1024, 100), service("api", 9, 100, 100)},
       3},
      {"nothing", "c5.large", Trunk::kAttached, {}, 0},
  };
  for (const auto& row : rows)
    EXPECT_EQ(pack_on(row.type, row.trunk, row.workloads).hosts, row.hosts) << row.what;
}

TEST(Packing, CountsWhatEachHostRunsAnyway) {
  Workload agent = service("agent", 0, 1024, 100);
  agent.is_daemon = true;
  agent.has_interface = false;
  EXPECT_EQ(pack_on("c5.large", Trunk::kAttached, {agent, service("web", 8, 512, 100)}).hosts, 4);
}

TEST(Packing, CountsWhatAStrategyOrAConstraintLeavesUnused) {
  Workload alone = service("web", 12, 100, 100);
  alone.distinct_instance = true;
  EXPECT_EQ(pack_on("c5.large", Trunk::kAttached, {alone}).hosts, 12);
  Workload port = service("web", 7, 100, 100);
  port.ports = {{80, placement::Protocol::kTcp}};
  EXPECT_EQ(pack_on("c5.large", Trunk::kAttached, {port}).hosts, 7);
}

TEST(Packing, SaysWhichTaskFitsOnNone) {
  const Packing packing = pack_on("c5.large", Trunk::kAttached, {service("web", 3, 4096, 100)});
  EXPECT_EQ(packing.hosts, std::nullopt);
  EXPECT_EQ(packing.obstacle, "a task of web finds no place on any host of c5.large: RESOURCE:CPU");
}

TEST(Packing, TellsHowMuchIsInUse) {
  const Packing packing = pack_on("c5.large", Trunk::kAttached, {service("web", 50, 100, 100)});
  EXPECT_NEAR(packing.usage.interfaces, 1.0, 1e-9);
  EXPECT_NEAR(packing.usage.cpu, 5000.0 / (5 * 2048), 1e-9);
  EXPECT_NEAR(packing.usage.memory, 5000.0 / (5 * 3795), 1e-9);
}

}  // namespace
}  // namespace eni::diagnosis
