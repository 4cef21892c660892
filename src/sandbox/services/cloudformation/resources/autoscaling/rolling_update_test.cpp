/// Rolling updates of a group in memory: their events literally, and a kill at every moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "base/test_tasks.h"
#include "sandbox/services/cloudformation/engine/test_world.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/step_journal_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Instance {
  std::string version;
  std::string state;
};

/// A group that launches from version 2 of a template, and whose instances signal as the test says.
class GroupInMemory final : public ServiceCaller {
 public:
  GroupInMemory(Scheduler& scheduler, StepJournalForTest& step) : scheduler_{scheduler}, step_{step} {}

  Task<ApiResult<Reply>> call(const Principal&, const aws::Region&, std::string_view,
                              std::string_view operation, const json::object& params, const std::string&,
                              const CommitHook*) override {
    co_await sleep_for(scheduler_, Duration{0});
    ApiResult<Reply> reply = perform(operation, params);
    co_await sleep_for(scheduler_, Duration{0});
    co_return reply;
  }

  void add(int count, const std::string& version) {
    for (int i = 0; i < count; ++i) instances["i-" + std::to_string(++last_)] = {version, "InService"};
  }
  int in_service() const {
    return static_cast<int>(std::count_if(instances.begin(), instances.end(), [](const auto& instance) {
      return instance.second.state == "InService";
    }));
  }

  std::map<std::string, Instance> instances;
  int min = 0;
  int max = 10;
  int desired = 0;
  int fewest = 1000;  ///< in service at any time
  std::set<std::string> suspended;
  json::array activities;
  bool can_launch = true;
  std::function<void()> on_termination = [] {};
  std::function<std::optional<bool>(const std::string& id)> signal = [](const std::string&) { return true; };

 private:
  ApiResult<Reply> perform(std::string_view operation, const json::object& params) {
    if (operation == "DescribeAutoScalingGroups") return describe();
    if (operation == "DescribeScalingActivities") return Reply{json::object{{"Activities", activities}}};
    if (operation == "UpdateAutoScalingGroup") {
      if (params.contains("MinSize")) min = static_cast<int>(integer_at(params, "MinSize", min));
      desired = static_cast<int>(integer_at(params, "DesiredCapacity", desired));
    } else if (operation == "TerminateInstanceInAutoScalingGroup") {
      const auto instance = instances.find(text_at(params, "InstanceId"));
      if (instance == instances.end()) return ApiError{"ValidationError", "Instance Id not found", 400};
      if (instance->second.state == "Terminating")
        return ApiError{"ValidationError", "already terminating", 400};
      instance->second.state = "Terminating";
      on_termination();
      if (flag_at(params, "ShouldDecrementDesiredCapacity")) --desired;
    } else if (operation == "SuspendProcesses") {
      for (const std::string& name : texts_at(params, "ScalingProcesses")) suspended.insert(name);
    } else if (operation == "ResumeProcesses") {
      for (const std::string& name : texts_at(params, "ScalingProcesses")) suspended.erase(name);
    }
    return Reply{};
  }

  /// Each look finds the group a bit further.
  Reply describe() {
    fewest = std::min(fewest, in_service());
    const Reply reply{json::object{{"AutoScalingGroups", json::array{shown()}}}};
    std::erase_if(instances, [](const auto& instance) { return instance.second.state == "Terminating"; });
    for (auto& [id, instance] : instances) {
      if (instance.state != "Pending") continue;
      instance.state = "InService";
      if (const auto sent = signal(id)) step_.send(id, *sent);
    }
    while (can_launch && static_cast<int>(instances.size()) < desired)
      instances["i-" + std::to_string(++last_)] = {"2", "Pending"};
    return reply;
  }

  json::object shown() const {
    json::array list;
    for (const auto& [id, instance] : instances)
      list.push_back(json::object{
          {"InstanceId", id},
          {"LifecycleState", instance.state},
          {"LaunchTemplate", json::object{{"LaunchTemplateId", "lt-1"}, {"Version", instance.version}}}});
    json::array processes;
    for (const std::string& name : suspended) processes.push_back(json::object{{"ProcessName", name}});
    return {{"MinSize", min},
            {"MaxSize", max},
            {"DesiredCapacity", desired},
            {"LaunchTemplate", json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "2"}}},
            {"Instances", std::move(list)},
            {"SuspendedProcesses", std::move(processes)}};
  }

  Scheduler& scheduler_;
  StepJournalForTest& step_;
  int last_ = 0;
};

struct RollingUpdates : testing::Test {
  StepScheduler scheduler;
  SeededRandom random;
  NullLogger log;
  std::unique_ptr<Store> store = *Store::open(":memory:");
  Settings settings;
  StepJournalForTest step;
  GroupInMemory group{scheduler, step};
  EngineParts parts{scheduler, random, log, *store, group, settings};
  std::optional<ApiResult<ResourceOutcome>> result;

  void make(int count, int min, int max) {
    group.add(count, "1");
    group.min = min;
    group.max = max;
    group.desired = count;
  }
  json::object properties(const std::string& version) const {
    return {{"MinSize", std::to_string(group_min)}, {"LaunchTemplate", json::object{{"Version", version}}}};
  }
  /// The update of the group, for at most `steps` pieces of work; then it is killed.
  bool update(const std::string& rolling, int steps = 100'000) {
    ResourceCall call{parts,
                      Principal::root(aws::AccountId{"000000000000"}),
                      aws::Region{"eu-central-1"},
                      "000000000000",
                      "aws",
                      "stack-id",
                      "stack",
                      "Group",
                      "g",
                      properties("2"),
                      properties("1"),
                      {},
                      {},
                      false,
                      &stopping};
    call.step = &step;
    call.update_policy = parse_json(R"({"AutoScalingRollingUpdate": )" + rolling + "}")->as_object();
    TestTasks tasks;
    const auto wait = [](ResourceCall& awaited, std::optional<ApiResult<ResourceOutcome>>& into) -> Task<> {
      into.emplace(
          co_await update_resource(*find_resource_type("AWS::AutoScaling::AutoScalingGroup"), awaited));
    };
    tasks.spawn(wait(call, result));
    for (int i = 0; i < steps && !result && scheduler.step();) ++i;
    return result.has_value();
  }
  std::string error() const { return result && result->has_error() ? result->error().message : ""; }
  bool are_all_new() const {
    return std::all_of(group.instances.begin(), group.instances.end(),
                       [](const auto& instance) { return instance.second.version == "2"; });
  }
  int group_min = 0;
  bool stopping = false;
};

constexpr const char* kSignals =
    R"({"MinInstancesInService": "1", "MaxBatchSize": 1, "WaitOnResourceSignals": true, "PauseTime": "PT5M"})";

TEST_F(RollingUpdates, ReplacesInstancesBatchByBatchInAwssWords) {
  make(2, 2, 4);
  group_min = 2;
  ASSERT_TRUE(update(kSignals));
  EXPECT_EQ(error(), "");
  EXPECT_THAT(
      step.events,
      ElementsAre(
          "Rolling update initiated. Terminating 2 obsolete instance(s) in batches of 1, while keeping at "
          "least 1 instance(s) in service. Waiting on resource signals with a timeout of PT5M when new "
          "instances are added to the autoscaling group.",
          "Terminating instance(s) [i-1]; replacing with 1 new instance(s).",
          "Successfully terminated instance(s) [i-1] (Progress 50%).",
          "New instance(s) added to autoscaling group - Waiting on 1 resource signal(s) with a timeout of "
          "PT5M.",
          "Received SUCCESS signal with UniqueId i-3",
          "Terminating instance(s) [i-2]; replacing with 1 new instance(s).",
          "Successfully terminated instance(s) [i-2] (Progress 100%).",
          "New instance(s) added to autoscaling group - Waiting on 1 resource signal(s) with a timeout of "
          "PT5M.",
          "Received SUCCESS signal with UniqueId i-4"));
  EXPECT_TRUE(are_all_new());
}

TEST_F(RollingUpdates, AGroupThatCannotSpareAnInstanceGrowsForAWhile) {
  make(1, 1, 2);
  group_min = 1;
  ASSERT_TRUE(update(kSignals));
  EXPECT_EQ(error(), "");
  EXPECT_EQ(step.events[1], "Temporarily setting autoscaling group MinSize and DesiredCapacity to 2.");
  EXPECT_EQ(step.events[4], "Terminating instance(s) [i-1]; replacing with 0 new instance(s).");
  EXPECT_GE(group.fewest, 1);
  EXPECT_EQ(group.min, 1);
  EXPECT_EQ(group.desired, 1);
  EXPECT_EQ(group.instances.size(), 1U);
  EXPECT_TRUE(are_all_new());
}

TEST_F(RollingUpdates, AnInstanceThatDoesNotSignalFailsTheUpdate) {
  make(2, 2, 4);
  group_min = 2;
  group.signal = [](const std::string&) { return std::nullopt; };
  const TimePoint begin = scheduler.now();
  ASSERT_TRUE(update(kSignals));
  EXPECT_GE(scheduler.now() - begin, std::chrono::minutes{5});
  EXPECT_EQ(step.events.back(),
            "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is "
            "counted "
            "as a FAILURE.");
  EXPECT_EQ(error(),
            "Received 0 SUCCESS signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent "
            "requirement");
  EXPECT_EQ(group.min, 2);
}

TEST_F(RollingUpdates, AFailureSignalFailsItAtOnceAndProcessesAreResumed) {
  make(2, 0, 4);
  group.signal = [](const std::string&) { return false; };
  group.suspended = {"AlarmNotification"};
  const TimePoint begin = scheduler.now();
  ASSERT_TRUE(
      update(R"({"WaitOnResourceSignals": true, "SuspendProcesses": ["AZRebalance", "AlarmNotification"]})"));
  EXPECT_LT(scheduler.now() - begin, std::chrono::minutes{1});
  EXPECT_EQ(error(),
            "Received 1 FAILURE signal(s) out of 1.  Unable to satisfy 100% MinSuccessfulInstancesPercent "
            "requirement");
  EXPECT_THAT(group.suspended, ElementsAre("AlarmNotification"));
}

TEST_F(RollingUpdates, SomeMayFailIfThePolicySaysSo) {
  make(4, 0, 4);
  group.signal = [](const std::string& id) { return id != "i-5"; };
  ASSERT_TRUE(
      update(R"({"WaitOnResourceSignals": true, "MaxBatchSize": 2, "MinSuccessfulInstancesPercent": "75"})"));
  EXPECT_EQ(error(), "");
  EXPECT_TRUE(are_all_new());
}

/// The one that signals late has been counted as a failure; another one's signal is still awaited.
TEST_F(RollingUpdates, ALateSignalCountsForNothing) {
  make(2, 0, 4);
  group.signal = [this](const std::string& id) -> std::optional<bool> {
    if (id == "i-4") step.send("i-3", true);
    return std::nullopt;
  };
  ASSERT_TRUE(update(R"({"WaitOnResourceSignals": true, "MinSuccessfulInstancesPercent": "50"})"));
  EXPECT_EQ(error(),
            "Received 0 SUCCESS signal(s) out of 2.  Unable to satisfy 50% MinSuccessfulInstancesPercent "
            "requirement");
  EXPECT_EQ(std::count(step.events.begin(), step.events.end(),
                       "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal "
                       "timeout is counted as a FAILURE."),
            2);
  EXPECT_THAT(step.events, testing::Not(testing::Contains("Received SUCCESS signal with UniqueId i-3")));
}

TEST_F(RollingUpdates, AnActivityFromBeforeItSaysNothingOfIt) {
  make(2, 0, 4);
  const auto failed = [](const char* id) {
    return json::object{{"ActivityId", id}, {"StatusCode", "Failed"}, {"StatusMessage", "no key"}};
  };
  group.activities = {failed("old")};
  ASSERT_TRUE(update("{}"));
  EXPECT_EQ(error(), "");
  EXPECT_TRUE(are_all_new());

  result.reset();
  step.kept = {};
  group.add(1, "1");
  ++group.desired;
  group.on_termination = [this, failed] {
    group.can_launch = false;
    group.activities = {failed("new"), failed("old")};
  };
  ASSERT_TRUE(update("{}"));
  EXPECT_EQ(error(), "Group did not stabilize. Last scaling activity: no key");
}

TEST_F(RollingUpdates, WithoutSignalsItPauses) {
  make(2, 0, 4);
  const TimePoint begin = scheduler.now();
  ASSERT_TRUE(update(R"({"PauseTime": "PT10M"})"));
  EXPECT_GE(scheduler.now() - begin, std::chrono::minutes{20});
  EXPECT_LT(scheduler.now() - begin, std::chrono::minutes{21});
  EXPECT_EQ(
      step.events.front(),
      "Rolling update initiated. Terminating 2 obsolete instance(s) in batches of 1, while keeping at least "
      "0 "
      "instance(s) in service. Pausing for PT10M when new instances are added to the autoscaling group.");
}

TEST_F(RollingUpdates, NothingHappensWithoutObsoleteInstances) {
  group.add(2, "2");
  group.desired = 2;
  ASSERT_TRUE(update(kSignals));
  EXPECT_THAT(step.events, IsEmpty());
  EXPECT_TRUE(step.kept.empty());
}

TEST_F(RollingUpdates, WhatCannotBeDoneIsToldBeforeAnythingIs) {
  make(1, 1, 1);
  group_min = 1;
  ASSERT_TRUE(update(kSignals));
  EXPECT_EQ(error(), "MinInstancesInService must be less than the autoscaling group's MaxSize");
  result.reset();
  group.suspended = {"Launch"};
  ASSERT_TRUE(update("{}"));
  EXPECT_EQ(
      error(),
      "Autoscaling rolling updates cannot be performed because the [Launch] process(es) have been suspended; "
      "please resume these processes and then retry the update.");
  EXPECT_THAT(step.events, IsEmpty());
}

/// Six instances of which all stay in service; killed after so many pieces of work.
TEST(RollingUpdatesOfKilledSandboxes, GoOnAfterAKillAtAnyMoment) {
  const char* policy = R"({"MinInstancesInService": 6, "MaxBatchSize": 2, "WaitOnResourceSignals": true,
                           "SuspendProcesses": ["AZRebalance"]})";
  class Body final : public RollingUpdates {
    void TestBody() override {}
  };
  bool was_killed = true;
  for (int steps = 1; was_killed; ++steps) {
    Body world;
    world.make(6, 1, 8);
    world.group_min = 1;
    was_killed = !world.update(policy, steps);
    if (was_killed) {
      ASSERT_TRUE(world.update(policy)) << steps;
    }
    ASSERT_EQ(world.error(), "") << steps;
    ASSERT_TRUE(world.are_all_new()) << steps;
    ASSERT_EQ(world.group.instances.size(), 6U) << steps;
    ASSERT_EQ(world.group.desired, 6) << steps;
    ASSERT_EQ(world.group.min, 1) << steps;
    ASSERT_GE(world.group.fewest, 6) << steps;
    ASSERT_TRUE(world.group.suspended.empty()) << steps;
    ASSERT_LT(steps, 10'000);
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
