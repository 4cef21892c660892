#include "sandbox/services/ecs/services/zone_balance.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecs_service {
namespace {

TEST(ZoneBalance, MovesFromTheZoneWithMostTasksToTheOneWithFewest) {
  struct Row {
    std::map<std::string, std::size_t> tasks;
    std::set<std::string> full;
    std::string move;
  };
  const Row rows[] = {
      {{}, {}, ""},
      {{{"a", 9}}, {}, ""},
      {{{"a", 2}, {"b", 1}}, {}, ""},
      {{{"a", 2}, {"b", 0}}, {}, "a-b"},
      {{{"a", 1}, {"b", 3}, {"c", 2}}, {}, "b-a"},
      {{{"a", 4}, {"b", 0}, {"c", 1}}, {"b"}, "a-c"},
      {{{"a", 4}, {"b", 0}, {"c", 3}}, {"b"}, ""},
      {{{"a", 4}, {"b", 0}}, {"a", "b"}, ""},
  };
  for (const Row& row : rows) {
    const auto move = next_zone_move(row.tasks, row.full);
    EXPECT_EQ(move ? move->from + "-" + move->to : "", row.move);
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
