#include "sandbox/load_balancers/routing/target_choice.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

TargetGroup group_of(std::vector<Target> targets, Algorithm algorithm = Algorithm::kRoundRobin) {
  TargetGroup group;
  group.algorithm = algorithm;
  group.targets = std::move(targets);
  return group;
}

std::string names(const std::vector<const Target*>& targets) {
  std::string text;
  for (const Target* target : targets) text += target->id + " ";
  return text;
}

/// Ids of the next targets.
std::string choose(const TargetGroup& group, GroupUse& use, int count,
                   const std::set<std::string>& tried = {}) {
  SeededRandom random;
  std::string text;
  for (int at = 0; at < count; ++at) {
    const Target* target = choose_target(group, use, random, tried);
    text += (target ? target->id : "none") + " ";
  }
  return text;
}

struct Row {
  std::string_view what;
  std::vector<Target> targets;
  std::string_view eligible;
};

TEST(TargetChoice, TheHealthyOnesAreEligibleAndElseAllThatAreChecked) {
  const Row rows[] = {
      {"healthy ones only",
       {{"a", 80, "1", TargetState::kHealthy}, {"b", 80, "2", TargetState::kUnhealthy}, {"c", 80, "3"}},
       "a "},
      {"fail open",
       {{"a", 80, "1", TargetState::kUnhealthy}, {"b", 80, "2"}, {"c", 80, "3", TargetState::kDraining}},
       "a b "},
      {"draining and unused ones never",
       {{"a", 80, "1", TargetState::kDraining}, {"b", 80, "2", TargetState::kUnused}},
       ""},
      {"without an address", {{"a", 80, "", TargetState::kHealthy}, {"b", 80, "2"}}, "b "},
      {"none", {}, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(names(eligible_targets(group_of(row.targets))), row.eligible);
  }
}

const std::vector<Target> kThree{{"a", 80, "1", TargetState::kHealthy},
                                 {"b", 80, "2", TargetState::kHealthy},
                                 {"c", 80, "3", TargetState::kHealthy}};

TEST(TargetChoice, RoundRobinTakesTurns) {
  GroupUse use;
  EXPECT_EQ(choose(group_of(kThree), use, 5), "a b c a b ");
  EXPECT_EQ(choose(group_of(kThree), use, 2, {"a:80", "b:80"}), "c c ");
  EXPECT_EQ(choose(group_of(kThree), use, 1, {"a:80", "b:80", "c:80"}), "none ");
}

TEST(TargetChoice, LeastOutstandingRequestsTakesThoseWithLeastInTurn) {
  GroupUse use;
  use.outstanding = {{"a:80", 2}, {"b:80", 1}, {"c:80", 1}};
  EXPECT_EQ(choose(group_of(kThree, Algorithm::kLeastOutstandingRequests), use, 4), "b b c b ");
  use.outstanding.erase("a:80");
  EXPECT_EQ(choose(group_of(kThree, Algorithm::kLeastOutstandingRequests), use, 2), "a a ");
}

TEST(TargetChoice, GroupsAreDrawnByTheirWeights) {
  SeededRandom random;
  const Forward forward{{{"one", 1}, {"three", 3}, {"none", 0}}};
  std::map<std::string, int> counts;
  for (int at = 0; at < 4000; ++at) ++counts[choose_group(forward, random)->target_group];
  EXPECT_NEAR(counts["one"], 1000, 100);
  EXPECT_NEAR(counts["three"], 3000, 100);
  EXPECT_EQ(counts.count("none"), 0U);
  EXPECT_EQ(choose_group({{{"none", 0}}}, random), nullptr);
}

TEST(TargetChoice, AClientKeepsItsTargetAsLongAsThatIsThere) {
  TargetGroup group = group_of(kThree);
  const std::string before = target_of_client(group, "10.0.0.9", {})->id;
  EXPECT_EQ(target_of_client(group, "10.0.0.9", {})->id, before);
  for (Target& target : group.targets)
    if (target.id != before) target.state = TargetState::kDraining;
  EXPECT_EQ(target_of_client(group, "10.0.0.9", {})->id, before);
  EXPECT_EQ(target_of_client(group, "10.0.0.9", {before + ":80"}), nullptr);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
