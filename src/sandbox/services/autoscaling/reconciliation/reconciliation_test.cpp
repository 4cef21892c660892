/// Groups in virtual time.
#include "sandbox/services/autoscaling/group_for_test.h"

namespace eni::sandbox::autoscaling_service {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const ApiError kNoCapacity{"InsufficientInstanceCapacity", "There is no capacity.", 500};
const ApiError kBroken{"InvalidAMIID.NotFound", "The image id '[ami-1]' does not exist", 400};

TEST_F(GroupTest, launches_and_terminates_balanced) {
  make_group(3);
  EXPECT_EQ(states(), "InService InService InService");
  EXPECT_EQ(zones(), "a2 b1");
  want(1);
  EXPECT_EQ(instances().size(), 1U);
  want(6);
  EXPECT_EQ(zones(), "a3 b3");
}

TEST_F(GroupTest, many_instances_take_few_calls) {
  make_group(0, {{"MaxSize", 5000}});
  want(5000);
  EXPECT_EQ(instances().size(), 5000U);
  EXPECT_EQ(ec2().calls, 50);
  want(0);
  EXPECT_EQ(instances().size(), 0U);
}

TEST_F(GroupTest, rest_costs_no_timers) {
  make_group(3);
  const int calls = ec2().calls;
  pass(hours{24 * 30});
  EXPECT_EQ(ec2().calls, calls);
  EXPECT_EQ(activities().size(), 3U);
}

TEST_F(GroupTest, activities_are_kept_for_six_weeks) {
  make_group(1);
  pass(hours{24 * 41});
  want(2);
  EXPECT_EQ(activities().size(), 2U);
  pass(hours{24 * 2});
  want(3);
  EXPECT_EQ(activities().size(), 2U);
}

TEST_F(GroupTest, a_zone_without_capacity_is_left_for_the_others) {
  ec2().failing_subnets["subnet-a"] = kNoCapacity;
  make_group(4);
  EXPECT_EQ(zones(), "b4");
  EXPECT_EQ(count_of("Failed"), 1);
  // It is tried again later, and the group is balanced once it can be.
  ec2().failing_subnets.clear();
  pass(minutes{16});
  EXPECT_EQ(zones(), "a2 b2");
}

TEST_F(GroupTest, failed_launches_are_retried_with_growing_pauses) {
  ec2().failing_subnets = {{"subnet-a", kBroken}, {"subnet-b", kBroken}};
  make_group(1);
  EXPECT_EQ(count_of("Failed"), 1);
  EXPECT_EQ(activities().front().description,
            "Launching a new EC2 instance.  Status Reason: The AMI ID ami-1 does not exist. Launching EC2 "
            "instance failed.");
  pass(seconds{15});
  EXPECT_EQ(count_of("Failed"), 2);
  pass(seconds{29});
  EXPECT_EQ(count_of("Failed"), 2);
  pass(seconds{1});
  EXPECT_EQ(count_of("Failed"), 3);
  ec2().failing_subnets.clear();
  pass(minutes{1});
  EXPECT_EQ(states(), "InService");
}

TEST_F(GroupTest, launches_that_fail_for_a_day_are_suspended) {
  ec2().failing_subnets = {{"subnet-a", kBroken}, {"subnet-b", kBroken}};
  make_group(1);
  pass(hours{25});
  const auto group = store<AutoScalingRepository>().find(1);
  EXPECT_EQ(text_at(array_at(group->document, "SuspendedProcesses").at(0), "ProcessName"), "Launch");
}

TEST_F(GroupTest, hooks_wait_for_their_time) {
  make_group(0);
  put_hook("ready", "LAUNCHING", "CONTINUE", 60);
  want(1);
  EXPECT_EQ(states(), "Pending:Wait");
  pass(seconds{59});
  EXPECT_EQ(states(), "Pending:Wait");
  pass(seconds{1});
  EXPECT_EQ(states(), "InService");
}

TEST_F(GroupTest, heartbeats_put_it_off_up_to_the_ceiling) {
  make_group(0);
  put_hook("ready", "LAUNCHING", "CONTINUE", 30);
  want(1);
  const std::string id = instances().front().id;
  for (int beat = 0; beat < 149; ++beat) {
    pass(seconds{20});
    on_group("RecordLifecycleActionHeartbeat", {{"LifecycleHookName", "ready"}, {"InstanceId", id}});
  }
  EXPECT_EQ(states(), "Pending:Wait");
  pass(seconds{20});  // a hundred times the timeout
  EXPECT_EQ(states(), "InService");
}

TEST_F(GroupTest, an_abandoned_launch_is_replaced) {
  make_group(0);
  put_hook("ready", "LAUNCHING", "ABANDON", 60);
  want(1);
  const std::string first = instances().front().id;
  pass(seconds{60});
  EXPECT_EQ(states(), "Pending:Wait");
  EXPECT_NE(instances().front().id, first);
  EXPECT_EQ(count_of("Cancelled"), 1);
}

TEST_F(GroupTest, all_hooks_of_a_transition_are_waited_for) {
  make_group(1);
  put_hook("one", "TERMINATING", "CONTINUE", 60);
  put_hook("two", "TERMINATING", "CONTINUE", 120);
  want(0);
  EXPECT_EQ(states(), "Terminating:Wait");
  pass(seconds{60});
  EXPECT_EQ(states(), "Terminating:Wait");
  pass(seconds{60});
  EXPECT_EQ(states(), "");
}

TEST_F(GroupTest, deletion_by_force_runs_no_hooks) {
  make_group(2, {{"NewInstancesProtectedFromScaleIn", true}});
  put_hook("drain", "TERMINATING", "CONTINUE", 3600);
  on_group("SuspendProcesses");
  on_group("DeleteAutoScalingGroup", {{"ForceDelete", true}});
  EXPECT_FALSE(store<AutoScalingRepository>().find(1));
}

TEST_F(GroupTest, what_is_stopped_or_terminated_is_replaced) {
  make_group(2);
  ec2_says(instances().front().id, "stopped");
  ec2_says(instances().back().id, "terminated");
  EXPECT_EQ(states(), "InService InService");
  EXPECT_EQ(ec2().instances.size(), 4U);
}

TEST_F(GroupTest, what_ec2_refuses_is_tried_again) {
  make_group(2);
  const std::string id = instances().front().id;
  ec2().refuses = true;
  ec2_says(id, "terminated");
  EXPECT_EQ(states(), "InService InService");
  EXPECT_EQ(instances().front().id, id);
  pass(minutes{2});
  ec2().refuses = false;
  pass(minutes{15});
  EXPECT_EQ(states(), "InService InService");
  EXPECT_NE(instances().front().id, id);
  ec2().refuses = true;
  want(1);
  EXPECT_NE(states().find("Terminating"), std::string::npos);
  pass(minutes{2});
  ec2().refuses = false;
  pass(minutes{15});
  EXPECT_EQ(states(), "InService");
}

TEST_F(GroupTest, what_ec2_refuses_for_a_day_waits_for_the_next_event) {
  make_group(1);
  ec2().refuses = true;
  ec2_says(instances().front().id, "stopped");
  pass(hours{48});
  EXPECT_GE(ec2().refused, 24 * 4);
  EXPECT_LE(ec2().refused, 24 * 4 + 8);
  ec2().refuses = false;
  pass(hours{48});
  EXPECT_EQ(ec2().instances.size(), 1U);
  ec2_says(instances().front().id, "stopped");
  EXPECT_EQ(ec2().instances.size(), 2U);
}

TEST_F(GroupTest, instances_that_are_attached_stay) {
  make_group(2);
  json::array ids;
  for (const std::string id : {"i-1", "i-2", "i-3"}) {
    ec2().instances[id] = "running";
    ids.emplace_back(id);
  }
  json::object params;
  params["InstanceIds"] = std::move(ids);
  on_group("AttachInstances", std::move(params));
  pass(hours{1});
  EXPECT_EQ(zones(), "a4 b1");
  EXPECT_EQ(instances().size(), 5U);
  // Instances that leave have AWS balance the others.
  json::object going{{"InstanceId", "i-1"}, {"ShouldDecrementDesiredCapacity", true}};
  EXPECT_FALSE(call("TerminateInstanceInAutoScalingGroup", std::move(going)).contains("error"));
  EXPECT_EQ(zones(), "a2 b2");
}

TEST_F(GroupTest, zones_that_changed_are_balanced_anew) {
  make_group(4);
  on_group("UpdateAutoScalingGroup", {{"VPCZoneIdentifier", "subnet-b,subnet-c"}});
  EXPECT_EQ(zones(), "b2 c2");
  EXPECT_EQ(instances().size(), 4U);
}

TEST_F(GroupTest, instances_are_replaced_when_their_time_is_over) {
  make_group(2, {{"MaxInstanceLifetime", 86'400}});
  const std::string first = instances().front().id;
  pass(hours{25});
  EXPECT_EQ(states(), "InService InService");
  EXPECT_NE(instances().front().id, first);
}

TEST_F(GroupTest, tells_what_it_has_done) {
  make_group(1);
  const auto launched = events("EC2 Instance Launch Successful");
  ASSERT_EQ(launched.size(), 1U);
  const std::string id = instances().front().id;
  EXPECT_EQ(text_at(launched[0], "StatusCode"), "InProgress");  // as AWS has it
  EXPECT_EQ(text_at(launched[0], "StatusMessage"), "");
  EXPECT_EQ(text_at(launched[0], "EC2InstanceId"), id);
  EXPECT_EQ(text_at(launched[0], "AutoScalingGroupName"), "web");
  EXPECT_EQ(text_at(launched[0], "Description"), "Launching a new EC2 instance: " + id);
  EXPECT_EQ(text_at(object_at(launched[0], "Details"), "Subnet ID"), "subnet-a");
  want(0);
  EXPECT_EQ(events("EC2 Instance Terminate Successful").size(), 1U);
  ec2().failing_subnets = {{"subnet-a", kBroken}, {"subnet-b", kBroken}};
  want(1);
  const auto failed = events("EC2 Instance Launch Unsuccessful");
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(text_at(failed[0], "StatusCode"), "Failed");
}

TEST_F(GroupTest, tells_of_lifecycle_actions) {
  make_group(0);
  on_group("PutLifecycleHook", {{"LifecycleHookName", "ready"},
                                {"LifecycleTransition", "autoscaling:EC2_INSTANCE_LAUNCHING"},
                                {"NotificationMetadata", "note"}});
  want(1);
  const auto actions = events("EC2 Instance-launch Lifecycle Action");
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(text_at(actions[0], "LifecycleHookName"), "ready");
  EXPECT_EQ(text_at(actions[0], "LifecycleTransition"), "autoscaling:EC2_INSTANCE_LAUNCHING");
  EXPECT_EQ(text_at(actions[0], "NotificationMetadata"), "note");
  EXPECT_EQ(text_at(actions[0], "Origin"), "EC2");
  EXPECT_EQ(text_at(actions[0], "Destination"), "AutoScalingGroup");
  const auto reply = on_group("CompleteLifecycleAction",
                              {{"LifecycleHookName", "ready"},
                               {"LifecycleActionToken", text_at(actions[0], "LifecycleActionToken")},
                               {"LifecycleActionResult", "CONTINUE"}});
  EXPECT_FALSE(reply.contains("error"));
  EXPECT_EQ(states(), "InService");
}

// ---- instance refresh ----

class RefreshTest : public GroupTest {
 protected:
  std::string start(json::object preferences) {
    json::object params;
    params["Preferences"] = std::move(preferences);
    return text_at(on_group("StartInstanceRefresh", std::move(params)), "InstanceRefreshId");
  }
  json::object refresh() {
    return array_at(on_group("DescribeInstanceRefreshes"), "InstanceRefreshes").at(0).as_object();
  }
  std::string status() { return text_at(refresh(), "Status"); }
  std::int64_t left() { return integer_at(refresh(), "InstancesToUpdate"); }
  std::int64_t percent() { return integer_at(refresh(), "PercentageComplete"); }
};

TEST_F(RefreshTest, replaces_some_at_a_time) {
  make_group(10);
  start({{"MinHealthyPercentage", 80}, {"InstanceWarmup", 60}});
  // They count once what took their place is warm.
  EXPECT_EQ(left(), 10);
  EXPECT_EQ(percent(), 0);
  EXPECT_EQ(instances().size(), 10U);
  pass(seconds{60});
  EXPECT_EQ(left(), 8);
  EXPECT_EQ(percent(), 20);
  pass(seconds{240});
  EXPECT_EQ(status(), "Successful");
  EXPECT_EQ(percent(), 100);
  EXPECT_EQ(ec2().instances.size(), 20U);
}

TEST_F(RefreshTest, launches_before_it_terminates) {
  make_group(4);
  start({{"MinHealthyPercentage", 100}, {"MaxHealthyPercentage", 150}, {"InstanceWarmup", 60}});
  EXPECT_EQ(instances().size(), 6U);
  EXPECT_EQ(left(), 4);
  pass(seconds{60});
  EXPECT_EQ(left(), 2);
  pass(minutes{5});
  EXPECT_EQ(status(), "Successful");
  EXPECT_EQ(instances().size(), 4U);
}

TEST_F(RefreshTest, waits_at_checkpoints) {
  make_group(4);
  json::object preferences{{"MinHealthyPercentage", 0}, {"InstanceWarmup", 0}, {"CheckpointDelay", 600}};
  preferences["CheckpointPercentages"] = json::array{50, 100};
  start(std::move(preferences));
  EXPECT_EQ(left(), 2);
  pass(seconds{599});
  EXPECT_EQ(left(), 2);
  pass(seconds{1});
  EXPECT_EQ(status(), "Successful");
}

TEST_F(RefreshTest, waits_an_hour_for_protected_instances) {
  make_group(2, {{"NewInstancesProtectedFromScaleIn", true}});
  start({{"InstanceWarmup", 0}});
  EXPECT_EQ(left(), 2);
  pass(minutes{59});
  EXPECT_EQ(status(), "InProgress");
  pass(minutes{1});
  EXPECT_EQ(status(), "Failed");
  start({{"InstanceWarmup", 0}, {"ScaleInProtectedInstances", "Ignore"}});
  EXPECT_EQ(status(), "Successful");
  EXPECT_EQ(ec2().instances.size(), 2U);
  start({{"InstanceWarmup", 0}, {"ScaleInProtectedInstances", "Refresh"}});
  EXPECT_EQ(status(), "Successful");
  EXPECT_EQ(ec2().instances.size(), 4U);
}

TEST_F(RefreshTest, a_rollback_takes_the_percentage_back_down) {
  make_group(4, {{"LaunchTemplate", json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "1"}}}});
  json::object params;
  params["Preferences"] = json::object{{"MinHealthyPercentage", 50}, {"InstanceWarmup", 60}};
  json::object wanted;
  wanted["LaunchTemplate"] = json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "2"}};
  params["DesiredConfiguration"] = std::move(wanted);
  on_group("StartInstanceRefresh", std::move(params));
  pass(seconds{60});
  EXPECT_EQ(percent(), 50);
  on_group("RollbackInstanceRefresh");
  EXPECT_EQ(status(), "RollbackInProgress");
  EXPECT_EQ(integer_at(object_at(refresh(), "RollbackDetails"), "PercentageCompleteOnRollback"), 50);
  EXPECT_EQ(integer_at(object_at(refresh(), "RollbackDetails"), "InstancesToUpdateOnRollback"), 2);
  EXPECT_GT(percent(), 0);
  pass(minutes{10});
  EXPECT_EQ(status(), "RollbackSuccessful");
  EXPECT_EQ(percent(), 0);
  EXPECT_EQ(left(), 4);
}

TEST_F(RefreshTest, gives_up_launches_that_fail_and_rolls_back) {
  make_group(2, {{"LaunchTemplate", json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "1"}}}});
  json::object params;
  params["Preferences"] = json::object{{"InstanceWarmup", 0}, {"AutoRollback", true}};
  json::object wanted;
  wanted["LaunchTemplate"] = json::object{{"LaunchTemplateId", "lt-1"}, {"Version", "2"}};
  params["DesiredConfiguration"] = std::move(wanted);
  ec2().failing_subnets = {{"subnet-a", kBroken}, {"subnet-b", kBroken}};
  on_group("StartInstanceRefresh", std::move(params));
  EXPECT_EQ(status(), "InProgress");
  pass(hours{1});
  EXPECT_EQ(status(), "RollbackInProgress");
  ec2().failing_subnets.clear();
  pass(minutes{20});
  EXPECT_EQ(status(), "RollbackSuccessful");
  for (const auto& instance : instances())
    EXPECT_EQ(text_at(object_at(instance.document, "LaunchTemplate"), "Version"), "1");
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
