#include "diagnosis/rollout/rollout_for_test.h"

namespace eni::diagnosis {
namespace {

/// All obstacles, those of parts with their name.
std::string obstacles(const RolloutPlan& plan) {
  std::string text = join(plan.obstacles, " | ");
  for (const RolloutPart& part : plan.left_out) text += part.name() + ": " + join(part.obstacles, " | ");
  return text;
}

const Case kObstacles[] = {
    {"nothing is in the way", [](Place& p) { p.add("i-1").add("i-2", "hosts"); }, ""},
    {"the setting is not effective",
     [](Place& p) {
       p.description.roles[kRole].setting = TrunkingSetting{{}, "disabled"};
       p.add("i-1", "hosts");
     },
     "group hosts: A new host would get no trunk: awsvpcTrunking is disabled for "
     "arn:aws:iam::123456789012:role/hosts in eu-central-1."},
    {"one of a group's types takes none",
     [](Place& p) {
       p.add("i-1", "hosts");
       p.group().override_types = {"c5.large", "t3.large"};
     },
     "group hosts: A new host would get no trunk: t3.large takes no trunk: no T family does."},
    {"a single host is launched as it is: its agent stays old",
     [](Place& p) {
       p.add("i-1");
       p.host("i-1").agent_version = "1.26.0";
     },
     "single hosts: A new host would get no trunk: the host's agent has version 1.26.0; trunks need 1.28.1."},
    {"other single hosts are not kept back by it",
     [](Place& p) {
       p.add("i-1").add("i-2");
       p.instance("i-1").type = "t3.large";
     },
     "single hosts: A new host would get no trunk: t3.large takes no trunk: no T family does."},
    {"the launch template has another image by now",
     [](Place& p) {
       p.add("i-1", "hosts");
       p.host("i-1").agent_version = "1.26.0";
       p.host("i-1").attributes.erase("ecs.capability.task-eni-trunking");
       p.description.launch_templates["hosts"] = {.id = "lt", .instance_type = "c5.large", .image_id = "new"};
     },
     ""},
    {"the group launches nothing",
     [](Place& p) {
       p.add("i-1", "hosts");
       p.group().suspended_processes = {"Launch"};
     },
     "group hosts: Its process Launch is suspended."},
    {"ECS sets its size, and drains nothing",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.description.providers["p"].has_managed_draining = false;
     },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and no capacity "
     "provider drains its hosts before they end. With managed draining an instance refresh replaces its "
     "hosts."},
    {"and its lifecycle hook is gone",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().has_draining_hook = false;
     },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and its "
     "lifecycle "
     "hook ecs-managed-draining-termination-hook, by which ECS would drain them, is gone. With managed "
     "draining an instance refresh replaces its hosts."},
    {"its tag is gone",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().has_managed_tag = false;
     },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and its tag "
     "AmazonECSManaged is gone, without which ECS may not hold its instances while it drains them, nor let "
     "them end. With that tag an instance refresh replaces its hosts."},
    {"it may not be refreshed",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().suspended_processes = {"InstanceRefresh"};
     },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and its process "
     "InstanceRefresh is suspended. Once that is resumed an instance refresh replaces its hosts."},
    {"somebody else drains hosts that a refresh would replace",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").add("i-3", "hosts").behind_provider().scaled();
       p.host("i-2").status = p.host("i-3").status = "DRAINING";
     },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and an instance "
     "refresh would replace i-2 and i-3 as well, which somebody else drains. Wait until they have ended, or "
     "put them back to ACTIVE."},
    {"a rollout has begun host by host before ECS set its size",
     [](Place& p) { p.add("i-1", "hosts").noted().behind_provider().scaled(); },
     "group hosts: Managed scaling of its capacity provider p would set its size meanwhile, and a rollout "
     "has "
     "begun so. Turn managed scaling off until that is finished."},
    {"somebody else refreshes it", [](Place& p) { p.add("i-1", "hosts").behind_provider().refreshing(); },
     "group hosts: An instance refresh of it that this rollout has not begun is under way (InProgress, 50 "
     "%). Wait for its end, or cancel it."},
    {"also after this one has begun another",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().refreshing().refreshed("goal=trunks method=refresh refresh=q");
     },
     "group hosts: An instance refresh of it that this rollout has not begun is under way (InProgress, 50 "
     "%). Wait for its end, or cancel it."},
    {"or just before it could, with preferences of their own",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().refreshing().refreshed();
       p.group().refresh->max_healthy = 100;
     },
     "group hosts: An instance refresh of it that this rollout has not begun is under way (InProgress, 50 "
     "%). Wait for its end, or cancel it."},
    {"or while it is replaced host by host", [](Place& p) { p.add("i-1", "hosts").noted().refreshing(); },
     "group hosts: An instance refresh of it that this rollout has not begun is under way (InProgress, 50 "
     "%). Wait for its end, or cancel it."},
    {"its own refresh goes on while the hook is gone that would have its hosts drained",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().refreshing().refreshed("goal=trunks method=refresh refresh=r");
       p.group().has_draining_hook = false;
     },
     "group hosts: Its lifecycle hook ecs-managed-draining-termination-hook is gone, so that its instance "
     "refresh would end hosts with their tasks."},
    {"another cluster's rollout has begun with it",
     [](Place& p) { p.add("i-1", "hosts").noted().group().rollout_cluster = "other"; },
     "group hosts: A rollout of the cluster other has begun with it. Run that one to its end first."},
    {"which is gone itself",
     [](Place& p) {
       p.add("i-1", "hosts").noted().group().rollout_cluster = "other";
       p.description.cluster_names = {"web"};
     },
     "group hosts: A rollout of the cluster other has begun with it (tag eni-trunking:rollout: goal=trunks "
     "method=one-by-one desired=2 max=10 suspended=AZRebalance+AlarmNotification+ScheduledActions), and "
     "there "
     "is no such cluster any more. See that its sizes and its suspended processes are as they should be, and "
     "take the tag away."},
    {"nobody knows which cluster's it was",
     [](Place& p) { p.add("i-1", "hosts").refreshed().group().rollout_cluster = ""; },
     "group hosts: Its tag eni-trunking:rollout says that a rollout has begun with it (goal=trunks "
     "method=refresh), but not of which cluster: its tag eni-trunking:rollout-cluster is gone. If it was "
     "this "
     "one's, put that back."},
    {"its note cannot be read: what it says to put back is not written over",
     [](Place& p) {
       p.add("i-1", "hosts").noted("goal=trunks method=one-by-one desired=7 max=10 rebalance=resume");
     },
     "group hosts: Its tag eni-trunking:rollout has the value \"goal=trunks method=one-by-one desired=7 "
     "max=10 "
     "rebalance=resume\", which this version does not understand: another version, or somebody by hand, has "
     "written it. If a rollout of another version has begun with the group, end that with that version. If "
     "none has, see that its sizes and its suspended processes are as they should be, and take the tag "
     "away."},
    {"hosts of another cluster are in it",
     [](Place& p) { p.add("i-1", "hosts").launch("i-5", "hosts").description.hosts_elsewhere = {"i-5"}; },
     "group hosts: It has hosts of another cluster, too, which would be replaced with them: i-5."},
    {"somebody has protected one of its hosts",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").group().instances[0].is_protected = true; },
     "group hosts: Somebody has protected them from scale-in. Once that is lifted, they are replaced, too."},
    {"a single host that cannot be launched again as it is, or may not be terminated",
     [](Place& p) {
       p.add("i-1").add("i-2").description.copy_obstacles["i-1"] = {{"has the Elastic IP address 1.2.3.4"}};
     },
     "single hosts: i-1: has the Elastic IP address 1.2.3.4."},
    {"nor one that is drained already, and whose successor is gone",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).description.copy_obstacles["i-1"] = {
           {"has the Elastic IP address 1.2.3.4"}};
     },
     "single hosts: i-1 is drained, and not ended: what was launched in its place is gone, and none like it "
     "can be launched. | i-1: has the Elastic IP address 1.2.3.4."},
    {"as long as it has one, nothing is",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).copy("i-3+", "i-1").description.copy_obstacles["i-1"] = {
           {"has the Elastic IP address 1.2.3.4"}};
     },
     ""},
    {"a service whose deployment has failed",
     [](Place& p) {
       p.add("i-1");
       p.service().has_failed_deployment = true;
     },
     "The service api gets no tasks on other hosts: its deployment has failed, and ECS starts none before "
     "there is another. Deploy what works, or the same again: aws ecs update-service --cluster web --service "
     "api --force-new-deployment --region eu-central-1"},
    {"a service that may neither stop nor start a task",
     [](Place& p) {
       p.add("i-1");
       p.service().max_percent = 100;
     },
     "The service api could never leave a host: with minimumHealthyPercent 100 and maximumPercent 100 ECS "
     "may "
     "neither stop one of its 4 tasks nor start another. Allow one of both: aws ecs update-service --cluster "
     "web "
     "--service api --deployment-configuration minimumHealthyPercent=100,maximumPercent=200 --region "
     "eu-central-1"},
    {"a daemon has no such trouble",
     [](Place& p) {
       p.add("i-1");
       p.service().max_percent = 100;
       p.service().scheduling_strategy = "DAEMON";
     },
     ""},
    {"undone while the setting is on",
     [](Place& p) {
       p.options.goal = Goal::kNoTrunks;
       p.add("i-1+", "hosts");
     },
     "group hosts: A new host would get a trunk again: awsvpcTrunking is enabled for the role hosts."},
    {"undone with more tasks than hosts without trunks take",
     [](Place& p) {
       p.options.goal = Goal::kNoTrunks;
       p.description.roles[kRole].setting = TrunkingSetting{"disabled", "disabled"};
       p.add("i-1+", "hosts");
       p.service().task_definition = "app";
       p.description.task_definitions["app"].network_mode = "awsvpc";
     },
     "4 awsvpc tasks of services run, and once those trunks are gone the 1 host take 2. Add hosts, or take "
     "tasks away, "
     "first."},
};

TEST(Rollout, NamesWhatIsInTheWayBeforeItBegins) {
  for (const Case& one : kObstacles) {
    SCOPED_TRACE(one.name);
    Place place;
    one.arrange(place);
    EXPECT_EQ(obstacles(place.plan()), one.step);
  }
}

const std::string kWait =
    "until aws ecs describe-capacity-providers --capacity-providers p --query "
    "'capacityProviders[0].updateStatus' --output text --region eu-central-1 | grep -Eqx "
    "'None|UPDATE_COMPLETE|UPDATE_FAILED'; do sleep 5; done";
const std::string kWaitForHook =
    "until aws autoscaling describe-lifecycle-hooks --auto-scaling-group-name hosts --lifecycle-hook-names "
    "ecs-managed-draining-termination-hook --query 'LifecycleHooks[].LifecycleHookName' --output text "
    "--region eu-central-1 | grep -Eqx 'ecs-managed-draining-termination-hook' || aws ecs "
    "describe-capacity-providers --capacity-providers p --query 'capacityProviders[0].updateStatus' --output "
    "text --region eu-central-1 | grep -Eqx 'UPDATE_FAILED'; do sleep 5; done";

std::string draining(const std::string& value) {
  return "aws ecs update-capacity-provider --name p --auto-scaling-group-provider managedDraining=" + value +
         " --region eu-central-1\n" + kWait;
}

const std::string kForget =
    "aws autoscaling delete-tags --tags "
    "ResourceId=hosts,ResourceType=auto-scaling-group,Key=eni-trunking:rollout "
    "ResourceId=hosts,ResourceType=auto-scaling-group,Key=eni-trunking:rollout-cluster --region eu-central-1";

const struct {
  const char* name;
  void (*arrange)(Place&);
  std::string commands;
} kMended[] = {
    {"draining is turned on",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.description.providers["p"].has_managed_draining = false;
     },
     draining("ENABLED") + "\n" + kWaitForHook},
    {"off and on where its hook is gone, each once the update before has ended",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().has_draining_hook = false;
     },
     draining("DISABLED") + "\n" + draining("ENABLED") + "\n" + kWaitForHook},
    {"the tag is put back",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().has_managed_tag = false;
     },
     "aws autoscaling create-or-update-tags --tags "
     "ResourceId=hosts,ResourceType=auto-scaling-group,Key=AmazonECSManaged,Value=,PropagateAtLaunch=true "
     "--region eu-central-1"},
    {"refreshes are let be",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().scaled();
       p.group().suspended_processes = {"InstanceRefresh"};
     },
     "aws autoscaling resume-processes --auto-scaling-group-name hosts --scaling-processes InstanceRefresh "
     "--region eu-central-1"},
    {"hosts that others drain are put back",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").behind_provider().scaled();
       p.host("i-2").status = "DRAINING";
     },
     "aws ecs update-container-instances-state --cluster web --status ACTIVE --container-instances ci-i-2 "
     "--region eu-central-1"},
    {"a note that is not understood is taken away", [](Place& p) { p.add("i-1", "hosts").noted("whatever"); },
     kForget},
    {"the cluster is noted again",
     [](Place& p) { p.add("i-1", "hosts").refreshed().group().rollout_cluster = ""; },
     "aws autoscaling create-or-update-tags --tags "
     "ResourceId=hosts,ResourceType=auto-scaling-group,Key=eni-trunking:rollout-cluster,Value=web,"
     "PropagateAtLaunch=false --region eu-central-1"},
};

TEST(Rollout, SaysWhatMendsIt) {
  for (const auto& one : kMended) {
    SCOPED_TRACE(one.name);
    Place place;
    one.arrange(place);
    const RolloutPlan plan = place.plan();
    ASSERT_EQ(plan.left_out.size(), 1U);
    EXPECT_EQ(join(plan.left_out.front().commands, "\n"), one.commands);
  }
}

TEST(Rollout, NamesWhatOthersDrainAndARefreshReplaces) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
  place.refreshing().refreshed("goal=trunks method=refresh refresh=r");
  place.host("i-2").status = "DRAINING";
  const RolloutPlan plan = place.plan();
  EXPECT_EQ(
      join(plan.notes, " "),
      "Drained by somebody else, but replaced by the instance refresh of hosts that is under way: i-2.");
  EXPECT_TRUE(plan.drained_by_others.empty());
}

TEST(Rollout, ReplacesByARefreshAlsoWhatHasATrunk) {
  Place place;
  place.add("i-1", "hosts").add("i-2+", "hosts").behind_provider().scaled();
  EXPECT_TRUE(place.plan().parts.front().replaces_done());
  const auto of_both = place.plan().estimate;
  place.refreshing().refreshed("goal=trunks method=refresh refresh=r");
  EXPECT_FALSE(place.plan().parts.front().replaces_done()) << "it has brought it";
  EXPECT_EQ(place.plan().estimate * 2, of_both);
}

TEST(Rollout, NamesSingleHostsThatStayHalfWay) {
  Place place;
  place.options.leaves_single_hosts = true;
  place.add("i-1").add("i-2").drain("i-1", 1);
  EXPECT_EQ(join(place.plan().notes, " "),
            "Single hosts are left, also those that a rollout has begun to replace, or drains: i-1. Without "
            "--leave-single-hosts it goes on with them.");
}

TEST(Rollout, GivesNoTrunkToATypeThatLosesByIt) {
  for (const char* group : {"hosts", ""}) {
    Place place;
    place.add("i-1", group).add("i-2", group);
    place.instance("i-1").type = "u-18tb1.metal";
    const RolloutPlan plan = place.plan();
    EXPECT_EQ(plan.done, 1u);
    ASSERT_EQ(plan.parts.size(), 1u);
    EXPECT_EQ(names(plan.parts[0].to_replace), "i-2");
  }
}

TEST(Rollout, NamesWhatOthersDrainAndWhatNeverJoined) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").launch_long_ago("i-9", "hosts");
  place.host("i-2").status = "DRAINING";
  EXPECT_EQ(join(place.plan().notes, " "),
            "Drained by somebody else, and left to them: i-2. Of group hosts these never joined the cluster, "
            "and are not waited for: i-9.");
}

TEST(Rollout, TakesGroupsInOneOrderWhatHasBegunFirst) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "blue").add("i-3", "green");
  const auto groups = [&] {
    std::vector<std::string> names;
    for (const RolloutPart& part : place.plan().parts) names.push_back(part.group->name);
    return join(names, " ");
  };
  EXPECT_EQ(groups(), "blue green hosts");
  place.group().rollout = kSuspends;
  place.group().rollout_cluster = "web";
  EXPECT_EQ(groups(), "hosts blue green");
}

TEST(Rollout, GivesAHostThreeTimesTheMeasuredTimeToJoin) {
  Place place;
  place.add("i-1", "hosts");
  EXPECT_EQ(place.plan().time_to_join, std::chrono::seconds{600});
  place.host("i-1").registered_at = place.instance("i-1").launched_at + std::chrono::minutes{5};
  EXPECT_EQ(place.plan().time_to_join, std::chrono::minutes{15});
}

TEST(Rollout, EstimatesByWhatTheHostsTookToRegister) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts");
  const RolloutPlan plan = place.plan();
  EXPECT_EQ(plan.registration, std::chrono::seconds{40});
  EXPECT_EQ(plan.estimate, 2 * (std::chrono::seconds{40} + kAssumedDraining));
}

}  // namespace
}  // namespace eni::diagnosis
