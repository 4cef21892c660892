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
    {"its note cannot be read: what it says to put back is not written over",
     [](Place& p) { p.add("i-1", "hosts").noted("whatever"); },
     "group hosts: Its tag eni-trunking:rollout is none that a rollout has written: whatever. Take it away."},
    {"hosts of another cluster are in it",
     [](Place& p) { p.add("i-1", "hosts").launch("i-5", "hosts").description.hosts_elsewhere = {"i-5"}; },
     "group hosts: It has hosts of another cluster, too, which would be replaced with them: i-5."},
    {"somebody has protected one of its hosts",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").group().instances[0].is_protected = true; },
     "group hosts: Somebody has protected them from scale-in. Once that is lifted, they are replaced, too."},
    {"a single host that cannot be launched again as it is, or may not be terminated",
     [](Place& p) {
       p.add("i-1").add("i-2").description.hindrances["i-1"] = {{"has the Elastic IP address 1.2.3.4"}};
     },
     "single hosts: i-1: has the Elastic IP address 1.2.3.4."},
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
     "4 awsvpc tasks of services run, and without trunks the 1 host take 2. Add hosts, or take tasks away, "
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

TEST(Rollout, NamesWhatOthersDrainAndWhatNeverJoined) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").launch_long_ago("i-9", "hosts");
  place.host("i-2").status = "DRAINING";
  EXPECT_EQ(join(place.plan().notes, " "),
            "Drained by somebody else, and left to them: i-2. Of group hosts these never joined the cluster, "
    {"nor one that is drained already, and whose successor is gone",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).description.hindrances["i-1"] = {{"has the Elastic IP address 1.2.3.4"}};
     },
     "single hosts: i-1 is drained, and not ended: what was launched in its place is gone, and none like it "
     "can be launched. | i-1: has the Elastic IP address 1.2.3.4."},
    {"as long as it has one, nothing is",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).copy("i-3+", "i-1").description.hindrances["i-1"] = {
           {"has the Elastic IP address 1.2.3.4"}};
     },
     ""},
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
