#include "sandbox/services/ecs/task_definitions/task_size.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecs_service {
namespace {

struct SizeCase {
  std::string_view text;
  std::optional<std::int64_t> size;
};

TEST(TaskSize, CpuInAllSpellings) {
  const SizeCase cases[] = {
      {"1024", 1024},        {"1 vCPU", 1024},      {"1vcpu", 1024},        {".5 vcpu", 512},
      {"0.25 vCPU", 256},    {"4 VCPU", 4096},      {"", std::nullopt},     {"vCPU", std::nullopt},
      {"one", std::nullopt}, {"1.5", std::nullopt}, {"1 GB", std::nullopt}, {"-1 vCPU", std::nullopt},
  };
  for (const auto& [text, size] : cases) EXPECT_EQ(read_cpu(text), size) << text;
}

TEST(TaskSize, MemoryInAllSpellings) {
  const SizeCase cases[] = {
      {"2048", 2048}, {"2GB", 2048},          {"0.5 GB", 512},
      {"1 gb", 1024}, {"1 MB", std::nullopt}, {"GB", std::nullopt},
  };
  for (const auto& [text, size] : cases) EXPECT_EQ(read_memory(text), size) << text;
}

struct FargateCase {
  std::int64_t cpu;
  std::int64_t memory;
  bool valid;
};

TEST(TaskSize, FargateHasPairs) {
  const FargateCase cases[] = {
      {256, 512, true},    {256, 2048, true},    {256, 3072, false},    {512, 1024, true},
      {512, 1536, false},  {1024, 8192, true},   {2048, 3072, false},   {4096, 30720, true},
      {8192, 20480, true}, {8192, 21504, false}, {16384, 122880, true}, {300, 512, false},
  };
  for (const auto& [cpu, memory, valid] : cases)
    EXPECT_EQ(is_fargate_size(cpu, memory), valid) << cpu << " " << memory;
}

TEST(TaskSize, RefusalsAreAwss) {
  EXPECT_EQ(read_task_size("100", "").error().message,
            "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the "
            "Amazon ECS Developer Guide.");
  EXPECT_FALSE(read_task_size("", "").value().cpu_units.has_value());
  EXPECT_EQ(check_fargate_size({256, 4096}).error().message,
            "No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS "
            "documentation for the valid values.");
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
