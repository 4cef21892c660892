#include "diagnosis/checks/replacement.h"

#include <gtest/gtest.h>

#include "diagnosis/cluster_for_test.h"

namespace eni::diagnosis {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kRollout = "eni-trunking rollout web --yes --region eu-central-1";

/// What is printed for the host of a broken description.
Finding replaced(const Description& description, Goal goal = Goal::kTrunks, std::string_view mended = "") {
  Finding finding;
  const Cluster& cluster = description.clusters[0];
  add_replacement(description, cluster, {&cluster.hosts->front()}, goal, mended, finding);
  return finding;
}

bool says(const Finding& finding, const std::string& text) {
  return finding.why.find(text) != std::string::npos;
}

/// A host without a trunk, of a group.
Description trunkless_in_group() {
  Description description = healthy();
  take_trunk(description);
  put_into_group(description);
  description.groups["hosts"].instances = {{"i-1", "InService", false}};
  return description;
}

TEST(Replacement, IsARolloutWhoeverDrainsTheGroup) {
  Description description = trunkless_in_group();
  EXPECT_EQ(replaced(description).commands, Lines{kRollout});
  description = trunkless_in_group();
  put_behind_provider(description).has_managed_draining = true;
  description.groups["hosts"].has_draining_hook = true;
  EXPECT_EQ(replaced(description).commands, Lines{kRollout});
  EXPECT_FALSE(says(replaced(description), "First")) << replaced(description).why;
}

TEST(Replacement, IsARolloutForSingleHostsWhoseLikesGetATrunk) {
  Description description = healthy();
  take_trunk(description);
  const Finding finding = replaced(description, Goal::kTrunks, "setting");
  EXPECT_EQ(finding.commands, Lines{kRollout});
  EXPECT_TRUE(says(finding, "A host of no group that cannot be launched once more as it is")) << finding.why;
}

TEST(Replacement, OfASingleHostThatIsNoGoodIsNotAnotherLikeIt) {
  Description description = healthy();
  take_trunk(description);
  for (const char* condition : {"instance-type", "agent-version", "agent-capability"}) {
    const Finding finding = replaced(description, Goal::kTrunks, condition);
    ASSERT_EQ(finding.commands.size(), 5u) << condition;
    EXPECT_EQ(finding.commands[0], "# These hosts are in no Auto Scaling group: launch others first.");
    EXPECT_TRUE(finding.commands[1].starts_with("aws ecs update-container-instances-state "));
    EXPECT_TRUE(finding.commands[4].starts_with("aws ec2 terminate-instances "));
  }
}

TEST(Replacement, AHostOfAGroupThatCouldNotBeReadIsNoSingleOne) {
  Description description = healthy();
  take_trunk(description);
  description.instances["i-1"].group_name = "hosts";
  const Finding finding = replaced(description, Goal::kTrunks, "agent-version");
  EXPECT_EQ(finding.commands, Lines{kRollout});
  EXPECT_FALSE(says(finding, "of no group")) << finding.why;
}

TEST(Replacement, BackIsARolloutBack) {
  EXPECT_EQ(replaced(healthy(), Goal::kNoTrunks).commands,
            Lines{"eni-trunking rollout web --undo --yes --region eu-central-1"});
}

TEST(Replacement, LeavesExternalHostsAndThoseThatEc2DoesNotKnow) {
  Description description = healthy();
  host(description).instance_id = "mi-1";
  EXPECT_EQ(replaced(description).commands, Lines{});
  description = healthy();
  description.instances.clear();
  EXPECT_EQ(replaced(description).commands, Lines{});
}

TEST(Replacement, SaysWhatOtherFindingsAreAbout) {
  Description description = trunkless_in_group();
  set_setting(description, {}, "disabled");
  description.launch_templates["hosts"].instance_type = "t3.large";
  const Finding of_setting = replaced(description, Goal::kTrunks, "setting");
  EXPECT_TRUE(says(of_setting,
                   "Before the last line mend this, too, or rollout leaves hosts as they are: "
                   "t3.large takes no trunk"))
      << of_setting.why;
  EXPECT_FALSE(says(of_setting, "awsvpcTrunking")) << of_setting.why;
  const Finding of_type = replaced(description, Goal::kTrunks, "instance-type");
  EXPECT_TRUE(says(of_type, "awsvpcTrunking")) << of_type.why;
  EXPECT_FALSE(says(of_type, "t3.large")) << of_type.why;
}

TEST(Replacement, OfAMixedGroupNamesTheTypesThatTakeNone) {
  Description description = trunkless_in_group();
  description.groups["hosts"].override_types = {"m5.large", "t3.large"};
  EXPECT_TRUE(says(replaced(description), "t3.large takes no trunk"));
}

TEST(Replacement, TheRoleToComeMayBeAnotherThanTheOneThatIsMended) {
  Description description = trunkless_in_group();
  set_setting(description, {}, "disabled");
  const std::string arn = "arn:aws:iam::123456789012:role/next";
  description.role_of_profile["arn:aws:iam::123456789012:instance-profile/next"] = arn;
  description.roles[arn] = {.arn = arn, .name = "next", .setting = TrunkingSetting{{}, "disabled"}};
  description.launch_templates["hosts"].profile = "next";
  EXPECT_TRUE(says(replaced(description, Goal::kTrunks, "setting"), arn));
}

TEST(Replacement, ResumesWhatTheGroupNeeds) {
  Description description = trunkless_in_group();
  description.groups["hosts"].suspended_processes = {"Launch"};
  const Finding finding = replaced(description);
  EXPECT_TRUE(says(finding, "First, of the group hosts: Its process Launch is suspended.")) << finding.why;
  EXPECT_EQ(finding.commands,
            (Lines{"aws autoscaling resume-processes --auto-scaling-group-name hosts --scaling-processes "
                   "Launch --region eu-central-1",
                   kRollout}));
}

TEST(Replacement, TurnsManagedDrainingOnWhereManagedScalingWouldInterfere) {
  Description description = trunkless_in_group();
  put_behind_provider(description);
  const Finding finding = replaced(description);
  EXPECT_TRUE(says(finding, "Managed scaling of its capacity provider hosts")) << finding.why;
  EXPECT_EQ(finding.commands,
            (Lines{"aws ecs update-capacity-provider --name hosts --auto-scaling-group-provider "
                   "managedDraining=ENABLED --region eu-central-1",
                   "until aws ecs describe-capacity-providers --capacity-providers hosts --query "
                   "'capacityProviders[0].updateStatus' --output text --region eu-central-1 | grep -Eqx "
                   "'None|UPDATE_COMPLETE|UPDATE_FAILED'; do sleep 5; done",
                   "until aws autoscaling describe-lifecycle-hooks --auto-scaling-group-name hosts "
                   "--lifecycle-hook-names ecs-managed-draining-termination-hook --query "
                   "'LifecycleHooks[].LifecycleHookName' --output text --region eu-central-1 | grep -Eqx "
                   "'ecs-managed-draining-termination-hook' || aws ecs describe-capacity-providers "
                   "--capacity-providers hosts --query 'capacityProviders[0].updateStatus' --output text "
                   "--region eu-central-1 | grep -Eqx 'UPDATE_FAILED'; do sleep 5; done",
                   kRollout}));
}

TEST(Replacement, MakesTheHookAnewThatIsGone) {
  Description description = trunkless_in_group();
  put_behind_provider(description).has_managed_draining = true;
  const Finding finding = replaced(description);
  ASSERT_EQ(finding.commands.size(), 6u) << finding.why;
  EXPECT_NE(finding.commands[0].find("managedDraining=DISABLED"), std::string::npos);
  EXPECT_NE(finding.commands[2].find("managedDraining=ENABLED"), std::string::npos);
  EXPECT_NE(finding.commands[4].find("describe-lifecycle-hooks"), std::string::npos);
}

TEST(Replacement, AHookThatCouldNotBeSeenIsNotGone) {
  Description description = trunkless_in_group();
  put_behind_provider(description).has_managed_draining = true;
  description.failed_reads = {{"autoscaling:DescribeLifecycleHooks", "hosts", "AccessDenied: no", true}};
  EXPECT_EQ(replaced(description).commands, Lines{kRollout});
}

TEST(Replacement, WaitsForARefreshThatSomebodyBegan) {
  Description description = trunkless_in_group();
  description.groups["hosts"].refresh = InstanceRefresh{"r", "InProgress", "Refresh", 40};
  const Finding finding = replaced(description);
  EXPECT_TRUE(says(finding, "is under way (InProgress, 40 %)")) << finding.why;
  EXPECT_EQ(
      finding.commands,
      (Lines{"until aws autoscaling describe-instance-refreshes --auto-scaling-group-name hosts --query "
             "'InstanceRefreshes[0].Status' --output text --region eu-central-1 | grep -Eqx "
             "'None|Successful|Failed|Cancelled|RollbackSuccessful|RollbackFailed'; do sleep 5; done",
             kRollout}));
}

TEST(Replacement, LiftsProtectionThatWasGivenByHand) {
  Description description = trunkless_in_group();
  description.groups["hosts"].instances[0].is_protected = true;
  const Finding finding = replaced(description);
  EXPECT_TRUE(says(finding, "Somebody has protected i-1 from scale-in")) << finding.why;
  EXPECT_EQ(finding.commands,
            (Lines{"aws autoscaling set-instance-protection --no-protected-from-scale-in "
                   "--auto-scaling-group-name hosts --instance-ids i-1 --region eu-central-1",
                   kRollout}));
}

TEST(Replacement, LetsServicesMoveThatCouldNot) {
  Description description = trunkless_in_group();
  Service service{.name = "app", .desired = 1, .running = 1};
  service.max_percent = 100;
  description.clusters[0].services->push_back(service);
  const Finding finding = replaced(description);
  EXPECT_TRUE(says(finding, "First: The service app could never leave a host")) << finding.why;
  EXPECT_EQ(finding.commands,
            (Lines{"aws ecs update-service --cluster web --service app --deployment-configuration "
                   "minimumHealthyPercent=100,maximumPercent=200 --region eu-central-1",
                   kRollout}));
}

}  // namespace
}  // namespace eni::diagnosis
