#include <gtest/gtest.h>

#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/rollout/rollout_step.h"

namespace eni::diagnosis {
namespace {

using Kind = RolloutStep::Kind;

constexpr const char* kRole = "arn:aws:iam::123456789012:role/hosts";
constexpr const char* kProfile = "arn:aws:iam::123456789012:instance-profile/hosts";
constexpr const char* kSuspends = "goal=trunks method=one-by-one desired=2 max=10 rebalance=resume";

/// A cluster "web" in which the setting is effective, with a service of four tasks; its hosts are added one by one.
struct Place {
  Description description;
  RolloutOptions options;
  RolloutMemory memory;

  Place() {
    description.account = "123456789012";
    description.region = "eu-central-1";
    description.now = *parse_iso8601("2026-01-01T12:00:00Z");
    description.has_service_linked_role = true;
    description.role_of_profile[kProfile] = kRole;
    description.roles[kRole] = {
        .arn = kRole, .name = "hosts", .setting = TrunkingSetting{"enabled", "enabled"}};
    description.clusters = {
        {.name = "web", .hosts = std::vector<ContainerInstance>{}, .services = std::vector<Service>{}}};
    service().name = "api";
    service().desired = service().running = 4;
  }

  Cluster& cluster() { return description.clusters.front(); }
  Service& service() {
    if (cluster().services->empty()) cluster().services->emplace_back();
    return cluster().services->front();
  }
  Group& group() { return description.groups.at("hosts"); }
  ContainerInstance& host(const std::string& id) {
    for (ContainerInstance& one : *cluster().hosts)
      if (one.instance_id == id) return one;
    throw std::logic_error(id);
  }
  Instance& instance(const std::string& id) { return description.instances.at(id); }

  /// An instance that is no host yet.
  Place& launch(const std::string& id, const std::string& of_group = "") {
    description.instances[id] = {.id = id,
                                 .type = "c5.large",
                                 .state = "running",
                                 .profile_arn = kProfile,
                                 .group_name = of_group,
                                 .launched_at = description.now - std::chrono::minutes{10}};
    if (of_group.empty()) return *this;
    description.groups[of_group].name = of_group;
    description.groups[of_group].instances.push_back({.id = id, .lifecycle_state = "InService"});
    description.groups[of_group].desired++;
    description.groups[of_group].max_size = 10;
    return *this;
  }
  /// "i-1", "i-2+": with a trunk
  Place& add(std::string id, const std::string& of_group = "") {
    const bool has_trunk = id.back() == '+';
    if (has_trunk) id.pop_back();
    if (!description.instances.contains(id)) launch(id, of_group);
    ContainerInstance one{.id = "ci-" + id, .instance_id = id, .status = "ACTIVE", .agent_version = "1.86.3"};
    one.attributes = {{"ecs.capability.task-eni-trunking", ""}, {"ecs.os-type", "linux"}};
    if (has_trunk) one.attributes["ecs.awsvpc-trunk-id"] = "t";
    one.registered_at = instance(id).launched_at + std::chrono::seconds{40};
    one.running_tasks = 2;
    cluster().hosts->push_back(one);
    return *this;
  }
  Place& drain(const std::string& id, long long tasks) {
    host(id).status = "DRAINING";
    host(id).running_tasks = tasks;
    if (tasks == 0) host(id).unstopped_tasks = 0;
    instance(id).rollout = "draining";
    return *this;
  }
  Place& behind_provider() {
    cluster().providers = {"p"};
    description.providers["p"] = {
        .name = "p", .status = "ACTIVE", .group_name = "hosts", .has_managed_draining = true};
    description.groups["hosts"].has_managed_tag = true;
    return *this;
  }
  Place& scaled() {
    description.providers["p"].has_managed_scaling = true;
    return *this;
  }
  Place& noted(const std::string& record = kSuspends) {
    group().rollout = record;
    group().suspended_processes = {"AZRebalance"};
    return *this;
  }
  Place& sized(long long desired) {
    group().desired = desired;
    return *this;
  }

  RolloutPlan plan() { return plan_rollout(description, cluster(), options); }
  RolloutStep step() { return next_step(description, cluster(), plan_ = plan(), memory); }

 private:
  RolloutPlan plan_;
};

std::string ids(const std::vector<const ContainerInstance*>& hosts) {
  std::vector<std::string> all;
  for (const ContainerInstance* host : hosts) all.push_back(host->instance_id);
  return join(all, " ");
}

/// What a step says, and what it is about.
std::string shown(const RolloutStep& step) {
  constexpr const char* kNames[] = {"finished", "wait",   "remember", "refresh",   "suspend",
                                    "resize",   "launch", "drain",    "terminate", "restore"};
  std::string text = kNames[static_cast<int>(step.kind)];
  if (!step.hosts.empty()) text += " " + ids(step.hosts);
  if (step.kind == Kind::kWait) text += " for " + step.text;
  if (step.kind == Kind::kResize || step.kind == Kind::kStartRefresh)
    text += " " + std::to_string(step.desired);
  if (step.kind == Kind::kTerminate) text += " shrinking " + std::to_string(step.shrinking);
  if (step.kind == Kind::kRemember || step.kind == Kind::kRestore) text += " " + to_text(step.record);
  return text;
}

struct Case {
  const char* name;
  void (*arrange)(Place&);
  const char* step;
};

const Case kCases[] = {
    {"all have trunks", [](Place& p) { p.add("i-1+").add("i-2+", "hosts"); }, "finished"},
    // ---- by instance refresh ----
    {"a group that ECS drains, before anything",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").behind_provider(); },
     "remember goal=trunks method=refresh"},
    {"it is refreshed, with one host more",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
       p.group().rollout = "goal=trunks method=refresh";
     },
     "refresh 150"},
    {"more at a time are a greater percentage",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").add("i-3", "hosts").behind_provider();
       p.group().rollout = "goal=trunks method=refresh";
       p.options.at_a_time = 2;
     },
     "refresh 167"},
    {"a refresh that it began is waited for",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider();
       p.group().rollout = "goal=trunks method=refresh";
       p.group().refresh = InstanceRefresh{"r", "InProgress", "Refresh", 50, p.description.now};
     },
     "wait for the instance refresh of hosts: InProgress, 50 %"},
    {"after it the note goes",
     [](Place& p) {
       p.add("i-1+", "hosts").behind_provider();
       p.group().rollout = "goal=trunks method=refresh";
     },
     "restore goal=trunks method=refresh"},
    {"once the last host has ended",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider();
       p.group().rollout = "goal=trunks method=refresh";
       p.host("i-1").status = "DRAINING";
       p.group().instances[0].lifecycle_state = "Terminating:Wait";
     },
     "wait for 1 host of hosts to end"},
    {"a group half of which has trunks is replaced host by host",
     [](Place& p) { p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider(); },
     "remember goal=trunks method=one-by-one desired=2 max=10 rebalance=resume"},
    {"but for one whose size ECS sets, which would take the hosts more away",
     [](Place& p) { p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider().scaled(); },
     "remember goal=trunks method=refresh"},
    // ---- host by host ----
    {"nobody drains its hosts: sizes are noted first",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts"); },
     "remember goal=trunks method=one-by-one desired=2 max=10 rebalance=resume"},
    {"what was suspended before stays so",
     [](Place& p) {
       p.add("i-1", "hosts");
       p.group().suspended_processes = {"AZRebalance"};
     },
     "remember goal=trunks method=one-by-one desired=1 max=10 rebalance=leave"},
    {"zones are not balanced meanwhile",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted();
       p.group().suspended_processes = {};
     },
     "suspend"},
    {"it is raised", [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted(); }, "resize 3"},
    {"the new one is waited for",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().launch("i-3", "hosts"); },
     "wait for 1 new host of hosts to register"},
    {"and for the group to launch it",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().sized(3); },
     "wait for 1 new host of hosts to register"},
    {"then another is drained",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts"); }, "drain i-1"},
    {"in the zone with the most hosts",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts");
       p.instance("i-2").zone = p.instance("i-3").zone = "eu-central-1b";
     },
     "drain i-2"},
    {"not while a service is below its minimum",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts");
       p.memory.running["api"] = 4;
       p.service().running = 3;
     },
     "wait for services below their minimum: api (3 of 4)"},
    {"but one that was so before may be",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts");
       p.memory.running["api"] = 3;
       p.service().running = 3;
     },
     "drain i-1"},
    {"its tasks are waited for",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 2); },
     "wait for 2 tasks to leave i-1"},
    {"and those that are to stop, which are in no count, while their connections are drained",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 0);
       p.host("i-1").unstopped_tasks = 1;
     },
     "wait for 1 task to leave i-1"},
    {"nor is it empty as long as nobody has looked for such",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 0);
       p.host("i-1").unstopped_tasks.reset();
     },
     "wait for the tasks of i-1 to have stopped"},
    {"it ends, and the group shrinks",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 0); },
     "terminate i-1 shrinking 1"},
    {"but not below what it was",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().drain("i-1", 0); },
     "terminate i-1 shrinking 0"},
    {"one that failed to register ends at once",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").noted();
       p.host("i-1").status = "REGISTRATION_FAILED";
     },
     "terminate i-1 shrinking 0"},
    {"a host of an earlier run that has no trunk proves nothing",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3", "hosts"); }, "resize 4"},
    {"in the end all is put back", [](Place& p) { p.add("i-1+", "hosts").add("i-2+", "hosts").noted(); },
     "restore goal=trunks method=one-by-one desired=2 max=10 rebalance=resume"},
    {"a host too many goes first",
     [](Place& p) {
       p.add("i-1+", "hosts").add("i-2+", "hosts").noted().add("i-3+", "hosts");
       p.host("i-2").running_tasks = 0;
     },
     "drain i-2"},
    {"zones that it would balance itself are balanced first",
     [](Place& p) {
       p.add("i-1+", "hosts").add("i-2+", "hosts").noted();
       p.instance("i-1").zone = p.instance("i-2").zone = "a";
       p.group().zones = {"a", "b"};
     },
     "resize 3"},
    {"by a host that has tasks in the zone with the most",
     [](Place& p) {
       p.add("i-1+", "hosts").add("i-2+", "hosts").noted().add("i-3+", "hosts");
       p.instance("i-1").zone = p.instance("i-2").zone = "a";
       p.instance("i-3").zone = "b";
       p.host("i-3").running_tasks = 0;
       p.group().zones = {"a", "b"};
     },
     "drain i-1"},
    {"but not for ever",
     [](Place& p) {
       p.add("i-1+", "hosts").add("i-2+", "hosts").noted();
       p.instance("i-1").zone = p.instance("i-2").zone = "a";
       p.group().zones = {"a", "b"};
       p.memory.balancings["hosts"] = 2;
     },
     "restore goal=trunks method=one-by-one desired=2 max=10 rebalance=resume"},
    {"nor where it does not balance them",
     [](Place& p) {
       p.add("i-1+", "hosts")
           .add("i-2+", "hosts")
           .noted("goal=trunks method=one-by-one desired=2 max=10 rebalance=leave");
       p.instance("i-1").zone = p.instance("i-2").zone = "a";
       p.group().zones = {"a", "b"};
     },
     "restore goal=trunks method=one-by-one desired=2 max=10 rebalance=leave"},
    {"and one too few comes", [](Place& p) { p.add("i-1+", "hosts").noted(); }, "resize 2"},
    {"what has ended already is not ended twice",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 0);
       p.memory.ended = {"i-1"};
     },
     "wait for i-1 to end"},
    {"of an undone rollout the sizes are kept",
     [](Place& p) {
       p.options.goal = Goal::kNoTrunks;
       p.description.roles[kRole].setting = TrunkingSetting{"disabled", "disabled"};
       p.add("i-1+", "hosts").add("i-2", "hosts").noted().sized(3);
     },
     "remember goal=no-trunks method=one-by-one desired=2 max=10 rebalance=resume"},
    // ---- single hosts ----
    {"single hosts get another like each", [](Place& p) { p.add("i-1").add("i-2"); }, "launch i-1"},
    {"not twice, though AWS shows it late",
     [](Place& p) {
       p.add("i-1");
       p.memory.launched_for = {"i-1"};
     },
     "wait for what was launched for i-1 to register"},
    {"which is waited for",
     [](Place& p) {
       p.add("i-1").launch("i-3");
       p.instance("i-3").replaces = "i-1";
     },
     "wait for what was launched for i-1 to register"},
    {"then it is drained",
     [](Place& p) {
       p.add("i-1").add("i-3+");
       p.instance("i-3").replaces = "i-1";
     },
     "drain i-1"},
    {"and ends", [](Place& p) { p.add("i-1").drain("i-1", 0); }, "terminate i-1 shrinking 0"},
    {"what failed in its place is taken away",
     [](Place& p) {
       p.add("i-1").add("i-3");
       p.instance("i-3").replaces = "i-1";
     },
     "drain i-3"},
    {"one that others drain is left to them",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0);
       p.instance("i-1").rollout = "";
     },
     "finished"},
    {"one that could get none is passed over",
     [](Place& p) {
       p.add("i-1").add("i-2");
       p.instance("i-1").type = "t3.large";
     },
     "launch i-2"},
    {"groups come first", [](Place& p) { p.add("i-1").add("i-2", "hosts").noted(); }, "resize 3"},
};

TEST(Rollout, TakesTheNextStepFromWhatAwsShows) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    Place place;
    one.arrange(place);
    EXPECT_EQ(shown(place.step()), one.step);
  }
}

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
    {"somebody else refreshes it",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider();
       p.group().refresh = InstanceRefresh{"r", "InProgress", "Wait", 50, p.description.now};
     },
     "group hosts: An instance refresh of it that this rollout has not begun is under way (InProgress, 50 "
     "%). "
     "Wait for its end, or cancel it."},
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

struct FailureCase {
  const char* name;
  void (*then)(Place&);
  const char* failure;  ///< instance: why
};

const FailureCase kFailures[] = {
    {"hosts that were there before are none", [](Place&) {}, ""},
    {"nor is one with a trunk", [](Place& p) { p.add("i-3+", "hosts"); }, ""},
    {"a new one without", [](Place& p) { p.add("i-3", "hosts"); },
     "i-3: all that can be seen of it is in order, so awsvpcTrunking may not have been effective yet for its "
     "role when it registered"},
    {"with an old agent",
     [](Place& p) {
       p.add("i-3", "hosts");
       p.host("i-3").agent_version = "1.26.0";
     },
     "i-3: the host's agent has version 1.26.0; trunks need 1.28.1"},
    {"one whose registration failed",
     [](Place& p) {
       p.add("i-3", "hosts");
       p.host("i-3").status = "REGISTRATION_FAILED";
       p.host("i-3").status_reason = "no room";
     },
     "i-3: its registration failed: no room"},
    {"one that does not register", [](Place& p) { p.launch("i-3", "hosts"); },
     "i-3: it has not joined the cluster within 600 seconds"},
    {"one that may still register",
     [](Place& p) {
       p.launch("i-3", "hosts");
       p.instance("i-3").launched_at = p.description.now - std::chrono::minutes{9};
     },
     ""},
    {"the setting is off by now",
     [](Place& p) {
       p.description.roles[kRole].setting = TrunkingSetting{"disabled", "disabled"};
     },
     ": A new host would get no trunk: awsvpcTrunking is disabled for "
     "arn:aws:iam::123456789012:role/hosts in eu-central-1"},
};

TEST(Rollout, StopsAtTheFirstHostThatIsNotAsItShouldBe) {
  for (const FailureCase& one : kFailures) {
    SCOPED_TRACE(one.name);
    Place place;
    place.add("i-1", "hosts").add("i-2", "hosts").noted();
    place.memory = remember(place.description, place.cluster());
    one.then(place);
    const auto failure = find_failure(place.description, place.plan(), place.memory);
    EXPECT_EQ(failure ? failure->instance + ": " + failure->why : "", one.failure);
  }
}

TEST(Rollout, TellsOfARefreshThatWentOnUnwatched) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
  place.group().rollout = "goal=trunks method=refresh";
  const TimePoint begun = place.instance("i-1").launched_at + std::chrono::minutes{1};
  place.group().refresh = InstanceRefresh{"r", "InProgress", "Refresh", 50, begun};
  place.instance("i-2").launched_at = begun + std::chrono::minutes{1};
  place.memory = remember(place.description, place.cluster());
  const auto failure = find_failure(place.description, place.plan(), place.memory);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->instance, "i-2");
  // This run's own began when all of them were there; times are whole seconds, and may be equal.
  place.memory.refreshes.clear();
  EXPECT_FALSE(find_failure(place.description, place.plan(), place.memory));
}

TEST(Rollout, EstimatesByWhatTheHostsTookToRegister) {
  Place place;
  place.add("i-1", "hosts").add("i-2", "hosts");
  const RolloutPlan plan = place.plan();
  EXPECT_EQ(plan.registration, std::chrono::seconds{40});
  EXPECT_EQ(plan.estimate, 2 * (std::chrono::seconds{40} + kAssumedDraining));
}

TEST(RolloutRecord, IsReadAsItIsWritten) {
  for (const char* text : {"goal=trunks method=refresh", "goal=no-trunks method=refresh",
                           "goal=no-trunks method=one-by-one desired=7 max=10 rebalance=leave"})
    EXPECT_EQ(to_text(read_rollout_record(text).value()), text);
  for (const char* text : {"", "draining", "goal=trunks", "goal=else method=refresh",
                           "goal=trunks method=one-by-one desired=x max=1 rebalance=leave"})
    EXPECT_FALSE(read_rollout_record(text)) << text;
}

}  // namespace
}  // namespace eni::diagnosis
