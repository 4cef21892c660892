#include "sandbox/task_engine/containers/dependencies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Stage = Progress::Stage;

const TimePoint kStart = ManualClock{}.now();

Dependencies read(std::string_view definitions) {
  auto out = Dependencies::read(parse_json(definitions)->as_array());
  EXPECT_TRUE(out) << (out ? "" : out.error().message);
  return out ? *std::move(out) : Dependencies{};
}

Progress pending() { return {}; }
Progress running() { return {Stage::kRunning, {}, false, kStart}; }
Progress healthy() { return {Stage::kRunning, {}, true, kStart}; }
Progress stopped(int exit_code) { return {Stage::kStopped, exit_code, false, kStart}; }
Progress failed_to_start() { return {Stage::kStopped, {}, false, {}}; }

struct Case {
  const char* condition;
  Progress other;
  const char* found;  ///< "starts", "waits", or why never
};

const Case kCases[] = {
    {"START", pending(), "waits"},
    {"START", running(), "starts"},
    {"START", stopped(1), "starts"},
    {"START", failed_to_start(),
     "dependency graph: failed to resolve the container ordering dependency [db] for target [web]"},
    {"COMPLETE", running(), "waits"},
    {"COMPLETE", stopped(7), "starts"},
    {"COMPLETE", failed_to_start(),
     "dependency graph: failed to resolve the container ordering dependency [db] for target [web]"},
    {"SUCCESS", running(), "waits"},
    {"SUCCESS", stopped(0), "starts"},
    {"SUCCESS", stopped(7),
     "dependency graph: failed to resolve container ordering dependency [db] for target [web] as dependency "
     "did not exit "
     "successfully."},
    {"HEALTHY", running(), "waits"},
    {"HEALTHY", healthy(), "starts"},
    {"HEALTHY", stopped(0),
     "dependency graph: failed to resolve the container ordering dependency [db] for target [web]"},
};

std::string decide(const Dependencies& dependencies, const std::vector<Progress>& progress,
                   TimePoint now = kStart) {
  const StartDecision decision = dependencies.decide(progress, now);
  for (const UnstartableContainer& never : decision.never)
    if (never.container == 0) return never.reason;
  const auto& may = decision.may_start;
  return std::find(may.begin(), may.end(), 0U) == may.end() ? "waits" : "starts";
}

TEST(Dependencies, EachConditionIsWaitedFor) {
  for (const Case& row : kCases) {
    const Dependencies dependencies =
        read(std::string(R"([{"name": "web", "dependsOn": [{"containerName": "db", "condition": ")") +
             row.condition + R"("}]}, {"name": "db"}])");
    EXPECT_EQ(decide(dependencies, {pending(), row.other}), row.found) << row.condition;
  }
}

TEST(Dependencies, WhatNobodyWaitsForStartsAtOnce) {
  const Dependencies dependencies = read(R"([{"name": "a"}, {"name": "b"}, {"name": "c"}])");
  EXPECT_THAT(dependencies.decide({pending(), running(), pending()}, kStart).may_start, ElementsAre(0, 2));
}

TEST(Dependencies, LinksAndVolumesAreDependencies) {
  const Dependencies links = read(R"([{"name": "web", "links": ["db:database"]}, {"name": "db"}])");
  EXPECT_EQ(decide(links, {pending(), pending()}), "waits");
  EXPECT_EQ(decide(links, {pending(), running()}), "starts");
  const Dependencies volumes =
      read(R"([{"name": "web", "volumesFrom": [{"sourceContainer": "db"}]}, {"name": "db"}])");
  EXPECT_EQ(decide(volumes, {pending(), pending()}), "waits");
  EXPECT_EQ(decide(volumes, {pending(), failed_to_start()}), "starts");
}

TEST(Dependencies, AStartTimeoutRunsFromTheStartOfWhatIsWaitedFor) {
  const Dependencies dependencies = read(
      R"([{"name": "web", "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}, {"name": "db", "startTimeout": 20}])");
  EXPECT_EQ(decide(dependencies, {pending(), pending()}, kStart + seconds{1000}), "waits");
  EXPECT_EQ(dependencies.decide({pending(), running()}, kStart).next_timeout, kStart + seconds{20});
  EXPECT_EQ(decide(dependencies, {pending(), running()}, kStart + seconds{19}), "waits");
  EXPECT_EQ(decide(dependencies, {pending(), running()}, kStart + seconds{20}),
            "dependency graph: container ordering dependency [db] for target [web] has timed out.");
  EXPECT_EQ(decide(dependencies, {pending(), healthy()}, kStart + seconds{20}), "starts");
}

TEST(Dependencies, AStartIsNotTimed) {
  const Dependencies dependencies = read(
      R"([{"name": "web", "dependsOn": [{"containerName": "db", "condition": "START"}]}, {"name": "db", "startTimeout": 1}])");
  EXPECT_EQ(dependencies.decide({pending(), pending()}, kStart + seconds{60}).next_timeout, std::nullopt);
}

TEST(Dependencies, WhatWaitsForWhatNeverStartsNeverStarts) {
  const Dependencies dependencies = read(R"([
      {"name": "nginx", "dependsOn": [{"containerName": "mysql", "condition": "START"}]},
      {"name": "mysql", "dependsOn": [{"containerName": "exit1", "condition": "SUCCESS"}]}, {"name": "exit1"}])");
  const StartDecision decision = dependencies.decide({pending(), pending(), stopped(1)}, kStart);
  EXPECT_TRUE(decision.task_cannot_start());
  ASSERT_EQ(decision.never.size(), 2U);
  EXPECT_EQ(decision.never[0].container, 1U);
  EXPECT_EQ(decision.never[1].container, 0U);
  EXPECT_EQ(
      decision.never[1].reason,
      "dependency graph: failed to resolve the container ordering dependency [mysql] for target [nginx]");
}

TEST(Dependencies, AContainerThatRunsIsNotDecidedAgain) {
  const Dependencies dependencies = read(
      R"([{"name": "web", "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}, {"name": "db"}])");
  const StartDecision decision = dependencies.decide({running(), stopped(1)}, kStart);
  EXPECT_THAT(decision.may_start, IsEmpty());
  EXPECT_FALSE(decision.task_cannot_start());
}

TEST(Dependencies, StopsRunTheOrderBackwards) {
  const Dependencies dependencies = read(R"([
      {"name": "db"}, {"name": "web", "dependsOn": [{"containerName": "db", "condition": "START"}]},
      {"name": "proxy", "dependsOn": [{"containerName": "web", "condition": "START"}]}, {"name": "alone"}])");
  EXPECT_THAT(dependencies.start_order(), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(dependencies.may_stop({running(), running(), running(), running()}), ElementsAre(3, 2));
  EXPECT_THAT(dependencies.may_stop({running(), running(), stopped(0), running()}), ElementsAre(3, 1));
  EXPECT_THAT(dependencies.may_stop({running(), stopped(1), stopped(0), pending()}), ElementsAre(0));
  EXPECT_THAT(dependencies.may_stop({stopped(0), stopped(0), stopped(0), stopped(0)}), IsEmpty());
}

TEST(Dependencies, CirclesAndUnknownNamesAreNoticed) {
  const std::pair<const char*, const char*> kRows[] = {
      {R"([{"name": "a", "dependsOn": [{"containerName": "b", "condition": "START"}]}, {"name": "b", "links": ["a"]},
           {"name": "c"}])",
       "There is a circular dependency between the containers: a, b"},
      {R"([{"name": "a", "volumesFrom": [{"sourceContainer": "a"}]}])",
       "There is a circular dependency between the containers: a"},
      {R"([{"name": "a", "links": ["x:y"]}])", "there is no container x to depend on"},
      {R"([{"name": "a", "dependsOn": [{"containerName": "a", "condition": "SOON"}]}])",
       "the condition SOON of a container dependency is not known"},
      {R"(["a"])", "a container definition is no object"}};
  for (const auto& [definitions, reason] : kRows)
    EXPECT_EQ(Dependencies::read(parse_json(definitions)->as_array()).error().message, reason);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
