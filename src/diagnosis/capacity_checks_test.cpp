#include <gtest/gtest.h>

#include "diagnosis/cluster_for_test.h"

namespace eni::diagnosis {
namespace {

/// A service that runs one task of `desired`, which takes that much CPU, in a group of these types.
void put_task_on(Description& description, const std::vector<std::string>& types, long long desired,
                 long long cpu) {
  put_behind_provider(description);
  description.groups["hosts"].override_types = types;
  description.task_definitions["app:1"] = {
      .arn = "app:1", .network_mode = "bridge", .cpu = cpu, .memory_mib = 512};
  description.clusters[0].services->push_back({.name = "app",
                                               .task_definition = "app:1",
                                               .strategy = {{"hosts", 0, 1}},
                                               .desired = desired,
                                               .running = 1});
}

/// The one task of a service is on a host that is drained.
void put_service_on_draining_host(Description& description, long long min_healthy, long long max) {
  host(description).status = "DRAINING";
  host(description).running_tasks = 1;
  host(description).services = {"app"};
  Service service{.name = "app", .desired = 1, .running = 1};
  service.min_healthy_percent = min_healthy;
  service.max_percent = max;
  description.clusters[0].services->push_back(service);
}

const DiagnosisCase kCases[] = {
    {"the tag is gone",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].has_managed_tag = false;
     },
     "error managed-tag-gone"},
    {"a group that nothing manages needs no tag",
     [](Description& d) {
       put_behind_provider(d).has_managed_scaling = false;
       d.groups["hosts"].has_managed_tag = false;
     },
     ""},
    {"a host from before the provider",
     [](Description& d) {
       put_behind_provider(d);
       host(d).capacity_provider = "";
     },
     "warning instance-without-provider"},
    {"the group is full, and a service waits",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].max_size = 1;
       d.clusters[0].services->push_back(
           {.name = "app", .strategy = {{"hosts", 0, 1}}, .desired = 3, .running = 2});
     },
     "warning group-maximum"},
    {"the group is full, and nobody waits",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].max_size = 1;
       d.clusters[0].services->push_back(
           {.name = "app", .strategy = {{"hosts", 0, 1}}, .desired = 2, .running = 2});
     },
     ""},
    {"the group is full, and a service of another provider waits",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].max_size = 1;
       d.clusters[0].services->push_back(
           {.name = "app", .strategy = {{"other", 0, 1}}, .desired = 3, .running = 2});
     },
     ""},
    {"a group is to shrink, and all of it is protected",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].desired = 0;
       d.groups["hosts"].instances = {{"i-1", "InService", true}};
     },
     "warning scale-in-blocked"},
    {"a group is to shrink, for its provider does not count its host",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].desired = 0;
       d.groups["hosts"].instances = {{"i-1", "InService", true}};
       host(d).capacity_provider = "";
     },
     "warning instance-without-provider"},
    {"a group is to shrink, and does",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].instances = {{"i-1", "InService", true}, {"i-2", "InService", false}};
     },
     ""},
    {"a group is to shrink, and an instance is going",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].instances = {{"i-1", "InService", true}, {"i-2", "Terminating:Wait", true}};
     },
     ""},
    {"a task that no type of the group can hold",
     [](Description& d) { put_task_on(d, {"c5.large"}, 2, 3 * 1024); }, "error task-larger-than-type"},
    {"a task that only the larger type can hold",
     [](Description& d) {
       put_task_on(d, {"c5.large", "c5.xlarge"}, 2, 3 * 1024);
     },
     "warning task-larger-than-type"},
    {"a task that every type can hold",
     [](Description& d) {
       put_task_on(d, {"c5.large", "c5.xlarge"}, 2, 1024);
     },
     ""},
    {"a task that takes all the memory that its type has, but not its host",
     [](Description& d) {
       put_task_on(d, {"c5.large"}, 2, 1024);
       d.task_definitions["app:1"].memory_mib = 4096;
     },
     "error task-larger-than-type"},
    {"a task that takes less than the type has, but more than its host has left",
     [](Description& d) {
       put_task_on(d, {"c5.large"}, 2, 1024);
       d.task_definitions["app:1"].memory_mib = 3600;
       host(d).memory_mib = 3500;  // ECS_RESERVED_MEMORY
     },
     "error task-larger-than-type"},
    {"a task that takes as much as the last host of the group has",
     [](Description& d) {
       put_task_on(d, {"c5.large"}, 2, 1024);
       d.task_definitions["app:1"].memory_mib = 3784;
       ContainerInstance older = host(d);
       older.registered_at = host(d).registered_at - std::chrono::hours{1};
       older.memory_mib = 3500;
       d.clusters[0].hosts->push_back(older);
     },
     ""},
    {"a large task that runs", [](Description& d) { put_task_on(d, {"c5.large"}, 1, 3 * 1024); }, ""},
    {"a host that a service's only task cannot leave",
     [](Description& d) { put_service_on_draining_host(d, 100, 150); }, "warning draining-stuck"},
    {"a host that a service's task leaves after another has started",
     [](Description& d) { put_service_on_draining_host(d, 100, 200); }, ""},
    {"a host with tasks of a service whose deployment has failed",
     [](Description& d) {
       put_service_on_draining_host(d, 100, 200);
       d.clusters[0].services->back().has_failed_deployment = true;
     },
     "warning draining-stuck"},
    {"a host that a service's task leaves before another starts",
     [](Description& d) { put_service_on_draining_host(d, 0, 100); }, ""},
    {"a host that tasks of another service leave in time",
     [](Description& d) {
       put_service_on_draining_host(d, 100, 150);
       host(d).services = {"other"};
     },
     ""},
    {"a host whose tasks could not be read",
     [](Description& d) {
       put_service_on_draining_host(d, 100, 150);
       host(d).services.reset();
     },
     ""},
    {"a service that names its provider by an ARN",
     [](Description& d) {
       d.clusters[0].services->push_back(
           {.name = "app",
            .strategy = {{"arn:aws:ecs:eu-central-1:123456789012:capacity-provider/hosts", 0, 1}},
            .desired = 1,
            .running = 1});
     },
     "warning provider-named-by-arn"},
    {"a cluster that names its provider by an ARN",
     [](Description& d) {
       d.clusters[0].default_strategy = {
           {"arn:aws:ecs:eu-central-1:123456789012:capacity-provider/hosts", 0, 1}};
     },
     "warning provider-named-by-arn"},
    {"a group whose size somebody sets",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].set_by_hand = {{d.now, "At … a user request explicitly set group desired capacity"}};
     },
     "note desired-set-by-hand"},
    {"a group whose size only somebody sets",
     [](Description& d) {
       put_behind_provider(d).has_managed_scaling = false;
       d.groups["hosts"].set_by_hand = {{d.now, "At … a user request explicitly set group desired capacity"}};
     },
     ""},
    {"a deployment that fails for ever",
     [](Description& d) { d.clusters[0].services->push_back({.name = "app", .failed_tasks = 3}); },
     "warning no-circuit-breaker"},
    {"a large deployment in which few tasks have failed",
     [](Description& d) {
       d.clusters[0].services->push_back({.name = "app", .failed_tasks = 49, .desired = 100, .running = 100});
     },
     ""},
    {"a deployment that the circuit breaker will end",
     [](Description& d) {
       d.clusters[0].services->push_back({.name = "app", .has_circuit_breaker = true, .failed_tasks = 3});
     },
     ""},
    {"a refresh waits for protected instances",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].instances = {{"i-1", "InService", true}};
       d.groups["hosts"].refresh = InstanceRefresh{"r", "InProgress", "Wait", 0};
     },
     "warning refresh-waits"},
    {"a refresh replaces protected instances",
     [](Description& d) {
       put_behind_provider(d);
       d.groups["hosts"].instances = {{"i-1", "InService", true}};
       d.groups["hosts"].refresh = InstanceRefresh{"r", "InProgress", "Refresh", 0};
     },
     ""},
    {"a service from before the default strategy",
     [](Description& d) {
       put_behind_provider(d);
       d.clusters[0].services->push_back({.name = "app", .launch_type = "EC2", .desired = 3, .running = 2});
     },
     "warning service-outside-scaling"},
    {"a daemon has no strategy",
     [](Description& d) {
       put_behind_provider(d);
       d.clusters[0].services->push_back({.name = "app",
                                          .launch_type = "EC2",
                                          .scheduling_strategy = "DAEMON",
                                          .desired = 1,
                                          .running = 1});
     },
     ""},
    {"spread over spare hosts",
     [](Description& d) {
       put_behind_provider(d).target_capacity = 80;
       d.clusters[0].services->push_back({.name = "app", .placement = {"spread", "binpack"}});
     },
     "note spread-before-binpack"},
    {"packed, then spread",
     [](Description& d) {
       put_behind_provider(d).target_capacity = 80;
       d.clusters[0].services->push_back({.name = "app", .placement = {"binpack", "spread"}});
     },
     ""},
    {"a provider that somebody tried to delete",
     [](Description& d) { put_behind_provider(d).update_status = "DELETE_FAILED"; },
     "warning provider-not-deletable"},
};

TEST(CapacityChecks, AGroupOfAnySizeIsUnprotectedInPieces) {
  Description description = healthy();
  put_behind_provider(description);
  Group& group = description.groups["hosts"];
  group.desired = 0;
  for (int i = 0; i < 120; ++i) group.instances.push_back({"i-" + std::to_string(i), "InService", true});
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "warning scale-in-blocked");
  EXPECT_EQ(findings[0].commands.size(), 3u) << "SetInstanceProtection takes 50";
}

TEST(CapacityChecks, AStrategyKeepsItsItemsAndNamesThem) {
  Description description = healthy();
  const std::string arn = "arn:aws:ecs:eu-central-1:123456789012:capacity-provider/";
  description.clusters[0].services->push_back(
      {.name = "app", .strategy = {{arn + "large", 1, 2}, {"small", 0, 3}, {arn + "small", 0, 4}}});
  EXPECT_EQ(run(description)[0].commands,
            std::vector<std::string>{
                "aws ecs update-service --cluster web --service app --capacity-provider-strategy "
                "'[{\"capacityProvider\":\"large\",\"base\":1,\"weight\":2},"
                "{\"capacityProvider\":\"small\",\"base\":0,\"weight\":3}]' --force-new-deployment "
                "--region eu-central-1"});
}

TEST(CapacityChecks, NoProtectionIsLiftedUnderTasksThatNobodyMoves) {
  Description description = healthy();
  put_behind_provider(description).has_managed_draining = true;
  Group& group = description.groups["hosts"];
  group.desired = 0;
  group.instances = {{"i-1", "InService", true}};
  group.has_draining_hook = true;
  host(description).running_tasks = 2;
  EXPECT_EQ(run(description)[0].commands.size(), 1u);
  group.has_draining_hook = false;
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "warning scale-in-blocked");
  ASSERT_EQ(findings[0].commands.size(), 4u);
  EXPECT_TRUE(findings[0].commands[0].starts_with("aws ecs update-container-instances-state"));
  EXPECT_TRUE(findings[0].commands[3].starts_with("aws autoscaling set-instance-protection"));
}

TEST(CapacityChecks, ARefreshIsStartedAgainOnlyWhereEcsDrains) {
  Description description = healthy();
  put_behind_provider(description).has_managed_draining = true;
  Group& group = description.groups["hosts"];
  group.instances = {{"i-1", "InService", true}};
  group.refresh = InstanceRefresh{"r", "InProgress", "Wait", 0, description.now};
  group.has_draining_hook = true;
  const std::vector<std::string> again = run(description)[0].commands;
  ASSERT_EQ(again.size(), 3u);
  EXPECT_TRUE(again[0].starts_with("refresh=$(aws autoscaling describe-instance-refreshes ")) << again[0];
  EXPECT_NE(again[0].find(") && aws autoscaling cancel-instance-refresh "), std::string::npos) << again[0];
  EXPECT_EQ(again[2],
            "aws autoscaling start-instance-refresh --cli-input-json \"$refresh\" --region eu-central-1");
  group.refresh->status = "Cancelling";
  EXPECT_EQ(run(description)[0].commands, std::vector<std::string>{again[1]});
  group.refresh->status = "InProgress";
  group.has_draining_hook = false;
  Findings findings = run(description);
  ASSERT_EQ(summary(findings), "warning refresh-waits");
  ASSERT_EQ(findings[0].commands.size(), 6u);
  EXPECT_TRUE(findings[0].commands[2].starts_with("aws ecs update-container-instances-state"))
      << findings[0].commands[2];
  for (const std::string& command : findings[0].commands)
    EXPECT_EQ(command.find("start-instance-refresh"), std::string::npos) << command;
  host(description).registered_at = group.refresh->started_at + std::chrono::milliseconds{300};
  EXPECT_EQ(run(description)[0].commands, findings[0].commands) << "of the same second";
  group.refresh->status = "Pending";
  group.refresh->started_at = TimePoint{};
  EXPECT_EQ(run(description)[0].commands, findings[0].commands);
  group.refresh->started_at = description.now - std::chrono::hours{2};
  host(description).registered_at = description.now;
  EXPECT_EQ(run(description)[0].commands.size(), 2u) << "it has been replaced";
}

TEST(CapacityChecks, ANoteOfASizeThatIsSetByHandChangesNothing) {
  Description description = healthy();
  put_behind_provider(description);
  description.groups["hosts"].set_by_hand = {{description.now, "At …"}};
  const Findings findings = run(description);
  ASSERT_EQ(summary(findings), "note desired-set-by-hand");
  EXPECT_EQ(findings[0].commands,
            std::vector<std::string>{"aws autoscaling describe-scaling-activities --auto-scaling-group-name "
                                     "hosts --query 'Activities[].[StartTime, Cause]' --output text --region "
                                     "eu-central-1"});
}

TEST(CapacityChecks, NameTheCauseAndNothingElse) {
  for (const DiagnosisCase& one : kCases) expect_findings(one);
}

}  // namespace
}  // namespace eni::diagnosis
