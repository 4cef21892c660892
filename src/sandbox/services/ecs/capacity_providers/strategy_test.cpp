#include "sandbox/services/ecs/capacity_providers/strategy.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecs_service {
namespace {

struct Row {
  const char* what;
  std::vector<StrategyItem> strategy;
  int tasks;
  std::vector<std::int64_t> expected;  ///< of each provider
};

const Row kRows[] = {
    {"one provider gets all", {{"a", 0, 1}}, 7, {7}},
    {"one provider without a weight, too", {{"a", 0, 0}}, 7, {7}},
    {"equal weights halve", {{"a", 0, 1}, {"b", 0, 1}}, 10, {5, 5}},
    {"what does not divide goes to the first", {{"a", 0, 1}, {"b", 0, 1}}, 5, {3, 2}},
    {"one on the first for each four on the second", {{"a", 0, 1}, {"b", 0, 4}}, 10, {2, 8}},
    {"the base comes first", {{"a", 0, 1}, {"b", 3, 0}}, 3, {0, 3}},
    {"the rest goes by weight", {{"a", 0, 1}, {"b", 3, 0}}, 5, {2, 3}},
    {"the base is beside the weight", {{"a", 2, 1}, {"b", 0, 1}}, 6, {4, 2}},
    {"a weight of nothing gets nothing", {{"a", 0, 0}, {"b", 0, 1}}, 4, {0, 4}},
    {"60 to 40 with a base of 20", {{"a", 20, 60}, {"b", 0, 40}}, 120, {80, 40}},
};

TEST(Strategy, TasksAreSharedByBaseAndWeight) {
  for (const Row& row : kRows) {
    std::vector<std::int64_t> tasks(row.strategy.size());
    for (int task = 0; task < row.tasks; ++task) ++tasks[next_provider(row.strategy, tasks)];
    EXPECT_EQ(tasks, row.expected) << row.what;
  }
}

TEST(Strategy, ThirdsStayWithinOneTaskOfTheirShare) {
  const std::vector<StrategyItem> strategy{{"a", 0, 1}, {"b", 0, 1}, {"c", 0, 1}};
  std::vector<std::int64_t> tasks(3);
  for (int task = 1; task <= 100; ++task) {
    ++tasks[next_provider(strategy, tasks)];
    for (const std::int64_t count : tasks) EXPECT_LE(std::abs(3 * count - task), 3) << task;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
