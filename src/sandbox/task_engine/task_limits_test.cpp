/// What of task definitions becomes limits.
#include "sandbox/task_engine/task_limits.h"

#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

world::ContainerLimits limits_of(std::string_view definition) {
  return container_limits(parse_json(definition)->as_object());
}

TEST(TaskLimits, SwapIsAsMuchAsMemoryUnlessSomebodySaid) {
  EXPECT_EQ(limits_of(R"({"memory": 64})").swap_bytes, std::nullopt);
  EXPECT_EQ(limits_of(R"({"memory": 64, "linuxParameters": {"maxSwap": 0}})").swap_bytes, 0U);
  EXPECT_EQ(limits_of(R"({"memory": 64, "linuxParameters": {"maxSwap": 16}})").swap_bytes, 16U << 20);
}

TEST(TaskLimits, SwappinessNeedsSwap) {
  EXPECT_EQ(limits_of(R"({"memory": 64, "linuxParameters": {"swappiness": 10}})").swappiness, std::nullopt);
  EXPECT_EQ(limits_of(R"({"memory": 64, "linuxParameters": {"maxSwap": 16, "swappiness": 10}})").swappiness,
            10U);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
