#include "trunking/task_fit.h"

#include <gtest/gtest.h>

#include "trunking/host_memory.h"

namespace eni::trunking {
namespace {

TEST(TaskFit, IsWhatTheFirstResourceToEndAllows) {
  const struct {
    const char* type;
    Trunk trunk;
    TaskSize size;
    int tasks;
    Binding binding;
  } rows[] = {
      {"c5.large", Trunk::kNone, {0, 0}, 2, Binding::kInterfaces},
      {"c5.large", Trunk::kAttached, {0, 0}, 10, Binding::kInterfaces},
      {"c5.large", Trunk::kAttached, {256, 128}, 8, Binding::kCpu},
      {"c5.large", Trunk::kAttached, {128, 512}, 7, Binding::kMemory},  // 3795 MiB of 4096
      {"c5.large", Trunk::kNone, {256, 512}, 2, Binding::kInterfaces},
      {"c5.large", Trunk::kAttached, {204, 0}, 10, Binding::kInterfaces},
      {"c5.large", Trunk::kAttached, {4096, 0}, 0, Binding::kCpu},
      {"m5.24xlarge", Trunk::kAttached, {512, 1024}, 120, Binding::kInterfaces},
  };
  for (const auto& row : rows) {
    const TaskFit fit = task_fit(*find_instance_type(row.type), row.trunk, row.size);
    EXPECT_EQ(fit.tasks, row.tasks) << row.type << " " << row.size.cpu_units << " " << row.size.memory_mib;
    EXPECT_EQ(to_string(fit.binding), to_string(row.binding)) << row.type;
  }
}

TEST(HostMemory, IsLessThanTheTypes) {
  EXPECT_EQ(usable_memory_mib(4096), 3795);
  EXPECT_EQ(usable_memory_mib(8192), 7768);
  EXPECT_EQ(usable_memory_mib(512), 318);
  EXPECT_EQ(usable_memory_mib(256), 128);
}

}  // namespace
}  // namespace eni::trunking
