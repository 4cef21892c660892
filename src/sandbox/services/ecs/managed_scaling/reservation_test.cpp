#include "sandbox/services/ecs/managed_scaling/reservation.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecs_service {
namespace {

constexpr placement::Resources kLarge{2048, 3884, 2};  // c5.large
constexpr placement::Resources kLargeWithTrunk{2048, 3884, 10};
constexpr placement::Resources kXlarge{4096, 7880, 3};

/// awsvpc tasks of 128 units and 128 MiB.
WaitingTasks tasks(std::int64_t count, std::int32_t cpu = 128) {
  WaitingTasks waiting;
  waiting.demand.resources = {cpu, 128, 1};
  waiting.tasks = count;
  return waiting;
}

WaitingTasks alone(WaitingTasks waiting) {
  waiting.distinct_instance = true;
  return waiting;
}

WaitingTasks on_port(WaitingTasks waiting) {
  waiting.demand.ports.push_back({80, placement::Protocol::kTcp});
  return waiting;
}

struct Row {
  const char* what;
  ReservationFacts facts;
  double expected;
};

const Row kRows[] = {
    {"nothing to do", {0, 0, {}, {kLarge}}, 100},
    {"nothing to do, with spare instances wanted", {0, 0, {}, {kLarge}, 1, 10'000, 90}, 90},
    {"from zero", {0, 0, {tasks(1)}, {kLarge}}, 200},
    {"from zero, however many", {0, 0, {tasks(50)}, {kLarge}}, 200},
    {"from zero, before a type is known", {0, 0, {tasks(50)}, {}}, 200},
    {"instances without tasks", {4, 0, {}, {kLarge}}, 0},
    {"all busy", {4, 4, {}, {kLarge}}, 100},
    {"half busy", {4, 2, {}, {kLarge}}, 50},
    {"two tasks an instance without a trunk", {2, 2, {tasks(46)}, {kLarge}}, 1250},
    {"ten with one", {2, 2, {tasks(30)}, {kLargeWithTrunk}}, 250},
    {"what does not divide takes one more", {1, 1, {tasks(3)}, {kLarge}}, 300},
    {"cpu limits, too", {1, 1, {tasks(4, 2048)}, {kLargeWithTrunk}}, 500},
    {"the largest estimate of all groups", {1, 1, {tasks(4), tasks(10), tasks(2)}, {kLarge}}, 600},
    {"the largest type gives the count", {1, 1, {tasks(6)}, {kLarge, kXlarge}}, 300},
    {"the smallest type is the measure", {2, 1, {tasks(6, 4096)}, {kLarge, kXlarge}, 1, 10'000, 80}, 80},
    {"and from zero", {0, 0, {tasks(6, 4096)}, {kLarge, kXlarge}}, 100},
    {"one that fits counts beside one that does not",
     {1, 1, {tasks(1, 4096), tasks(2)}, {kLarge, kXlarge}},
     200},
    {"distinct instances", {1, 1, {alone(tasks(3))}, {kLargeWithTrunk}}, 400},
    {"a host port", {1, 1, {on_port(tasks(3))}, {kLargeWithTrunk}}, 400},
    {"at least the minimum step", {2, 2, {tasks(1)}, {kLarge}, 4, 10'000}, 300},
    {"at most the maximum step", {2, 2, {tasks(46)}, {kLarge}, 1, 3}, 250},
    {"steps are of growth only", {2, 2, {}, {kLarge}, 4, 10'000}, 100},
};

TEST(CapacityProviderReservation, IsTheNeededShareOfTheGroup) {
  for (const Row& row : kRows)
    EXPECT_DOUBLE_EQ(capacity_provider_reservation(row.facts), row.expected) << row.what;
}

/// Whatever the sizes: a group that follows the metric has room for all tasks that fit its type, and no instance too many.
TEST(CapacityProviderReservation, AlikeTasksOfSeveralCallsCountTogether) {
  ReservationFacts facts{1, 1, {}, {kLarge}};
  for (int call = 0; call < 10; ++call) add_waiting(facts.waiting, tasks(10));
  EXPECT_EQ(capacity_provider_reservation(facts), 5100);
  add_waiting(facts.waiting, tasks(4, 256));
  add_waiting(facts.waiting, alone(tasks(3)));
  add_waiting(facts.waiting, alone(tasks(3)));
  EXPECT_EQ(facts.waiting.size(), 4u);
}

TEST(CapacityProviderReservation, OneStepFitsAllTasksOfAKind) {
  for (std::int64_t count = 1; count <= 200; ++count) {
    for (const placement::Resources& type : {kLarge, kLargeWithTrunk, kXlarge}) {
      const std::int64_t each = tasks_on_instance(tasks(1), type);
      const double reservation = capacity_provider_reservation({1, 1, {tasks(count)}, {type}});
      const auto more = static_cast<std::int64_t>(reservation / 100.0 + 0.5) - 1;
      EXPECT_GE(more * each, count);
      EXPECT_LT((more - 1) * each, count);
    }
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
