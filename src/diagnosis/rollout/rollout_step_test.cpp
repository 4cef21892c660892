#include "diagnosis/rollout/rollout_for_test.h"

namespace eni::diagnosis {
namespace {

using Kind = RolloutStep::Kind;

std::string ids(const std::vector<const ContainerInstance*>& hosts) {
  std::vector<std::string> all;
  for (const ContainerInstance* host : hosts) all.push_back(host->instance_id);
  return join(all, " ");
}

/// What a step says, and what it is about.
std::string shown(const RolloutStep& step) {
  constexpr const char* kNames[] = {"finished", "wait",  "remember",  "refresh", "suspend", "resize",
                                    "launch",   "drain", "terminate", "unmark",  "restore"};
  std::string text = kNames[static_cast<int>(step.kind)];
  if (!step.hosts.empty()) text += " " + ids(step.hosts);
  if (step.kind == Kind::kWait) text += " for " + step.text;
  if (step.kind == Kind::kResize || step.kind == Kind::kStartRefresh)
    text += " " + std::to_string(step.desired);
  if (step.kind == Kind::kSuspend) text += " " + join(step.processes, " ");
  if (step.kind == Kind::kTerminate) text += " shrinking " + std::to_string(step.shrinking);
  if (step.kind == Kind::kRemember || step.kind == Kind::kRestore) text += " " + to_text(step.record);
  return text;
}

const Case kCases[] = {
    {"all have trunks", [](Place& p) { p.add("i-1+").add("i-2+", "hosts"); }, "finished"},
    // ---- by instance refresh ----
    {"a group that ECS drains, before anything",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").behind_provider(); },
     "remember goal=trunks method=refresh"},
    {"it is refreshed, with one host more",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
       p.refreshed();
     },
     "refresh 150"},
    {"more at a time are a greater percentage",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").add("i-3", "hosts").behind_provider();
       p.refreshed();
       p.options.at_a_time = 2;
     },
     "refresh 167"},
    {"a refresh that it began is waited for",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider();
       p.refreshed();
       p.refreshing().refreshed("goal=trunks method=refresh refresh=r");
     },
     "wait for the instance refresh of hosts: InProgress, 50 %"},
    {"also by a run that was cut off before it could note which",
     [](Place& p) { p.add("i-1", "hosts").behind_provider().refreshed().refreshing(); },
     "remember goal=trunks method=refresh refresh=r"},
    {"one that has ended is followed by another",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider().refreshed("goal=trunks method=refresh refresh=r");
     },
     "remember goal=trunks method=refresh"},
    {"a group is replaced host by host whose lifecycle hook is gone: nothing would drain its hosts",
     [](Place& p) {
       p.add("i-1", "hosts").behind_provider();
       p.group().has_draining_hook = false;
     },
     "remember goal=trunks method=one-by-one desired=1 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"but host by host where somebody drains one of its hosts, which a refresh would replace, too",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
       p.host("i-2").status = "DRAINING";
     },
     "remember goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"a refresh that goes on is not changed by that",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").behind_provider();
       p.refreshing().refreshed("goal=trunks method=refresh refresh=r");
       p.host("i-2").status = "DRAINING";
     },
     "wait for the instance refresh of hosts: InProgress, 50 %"},
    {"after it the note goes",
     [](Place& p) {
       p.add("i-1+", "hosts").behind_provider();
       p.refreshed();
     },
     "restore goal=trunks method=refresh"},
    {"once the last host has ended",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider();
       p.refreshed();
       p.host("i-1").status = "DRAINING";
       p.group().instances[0].lifecycle_state = "Terminating:Wait";
     },
     "wait for 1 host of hosts to end"},
    {"a group half of which has trunks is replaced host by host",
     [](Place& p) { p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider(); },
     "remember goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"but for one whose size ECS sets, which would take the hosts more away",
     [](Place& p) { p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider().scaled(); },
     "remember goal=trunks method=refresh"},
    {"one that has been deregistered between two looks is no host without a trunk",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").behind_provider();
       p.refreshed();
       p.host("i-1").status = "INACTIVE";
     },
     "wait for 1 host of hosts to end"},
    // ---- host by host ----
    {"nobody drains its hosts: sizes are noted first",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts"); },
     "remember goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"what was suspended before stays so",
     [](Place& p) {
       p.add("i-1", "hosts");
       p.group().suspended_processes = {"AZRebalance"};
     },
     "remember goal=trunks method=one-by-one desired=1 max=10 suspended=AlarmNotification+ScheduledActions"},
    {"what would change its size, or end hosts, is suspended meanwhile",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted();
       p.group().suspended_processes = {};
     },
     "suspend AZRebalance AlarmNotification ScheduledActions"},
    {"again if somebody has resumed it",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted();
       p.group().suspended_processes = {"AZRebalance", "ScheduledActions"};
     },
     "suspend AlarmNotification"},
    {"also what was suspended before; it is noted first, for it is resumed in the end",
     [](Place& p) {
       p.add("i-1", "hosts")
           .noted("goal=trunks method=one-by-one desired=1 max=10 suspended=AlarmNotification");
       p.group().suspended_processes = {"AlarmNotification", "ScheduledActions"};
     },
     "remember goal=trunks method=one-by-one desired=1 max=10 suspended=AlarmNotification+AZRebalance"},
    {"it is raised", [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted(); }, "resize 3"},
    {"the new one is waited for",
     [](Place& p) { p.add("i-1", "hosts").add("i-2", "hosts").noted().launch("i-3", "hosts"); },
     "wait for 1 new host of hosts to register"},
    {"not for one that should have joined long ago",
     [](Place& p) { p.add("i-1", "hosts").launch_long_ago("i-9", "hosts").noted().add("i-3+", "hosts"); },
     "drain i-1"},
    {"hosts that others drain, or have protected, are left, and counted with the group's",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").add("i-4", "hosts").noted().add("i-3+", "hosts");
       p.host("i-2").status = "DRAINING";
       p.group().instances[2].is_protected = true;
       p.group().rollout =
           "goal=trunks method=one-by-one desired=3 max=10 "
           "suspended=AZRebalance+AlarmNotification+ScheduledActions";
     },
     "drain i-1"},
    {"protection that the group gives to all, or ECS, is nobody's wish",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2+", "hosts").noted();
       p.group().instances[0].is_protected = p.group().protects_new_instances = true;
     },
     "resize 3"},
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
     "restore goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
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
     "restore goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"nor where it does not balance them",
     [](Place& p) {
       p.add("i-1+", "hosts")
           .add("i-2+", "hosts")
           .noted(
               "goal=trunks method=one-by-one desired=2 max=10 suspended=AlarmNotification+ScheduledActions");
       p.instance("i-1").zone = p.instance("i-2").zone = "a";
       p.group().zones = {"a", "b"};
     },
     "restore goal=trunks method=one-by-one desired=2 max=10 suspended=AlarmNotification+ScheduledActions"},
    {"a group that has lost all its hosts has what it had back, too",
     [](Place& p) { p.launch("i-1", "hosts").noted().sized(0).group().instances.clear(); },
     "restore goal=trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
    {"but that of another cluster's rollout is left",
     [](Place& p) {
       p.launch("i-1", "hosts").noted().sized(0).group().instances.clear();
       p.group().rollout_cluster = "other";
     },
     "finished"},
    {"a note on a host that is as it should be goes, or others' draining would be taken for the rollout's",
     [](Place& p) {
       p.add("i-1+", "hosts").add("i-2+", "hosts").noted();
       p.instance("i-1").rollout = "draining";
     },
     "unmark i-1"},
    {"and one too few comes", [](Place& p) { p.add("i-1+", "hosts").noted(); }, "resize 2"},
    {"what has ended already is not ended twice",
     [](Place& p) {
       p.add("i-1", "hosts").add("i-2", "hosts").noted().add("i-3+", "hosts").drain("i-1", 0);
       p.memory.ended = {"i-1"};
     },
     "wait for i-1 to end"},
    {"of an undone rollout the sizes are kept",
     [](Place& p) { p.undone().add("i-1+", "hosts").add("i-2", "hosts").noted().sized(3); },
     "remember goal=no-trunks method=one-by-one desired=2 max=10 "
     "suspended=AZRebalance+AlarmNotification+ScheduledActions"},
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
    {"then it is drained", [](Place& p) { p.add("i-1").copy("i-3+", "i-1"); }, "drain i-1"},
    {"and ends", [](Place& p) { p.add("i-1").drain("i-1", 0).copy("i-3+", "i-1"); },
     "terminate i-1 shrinking 0"},
    {"but not once its successor has vanished: another is launched",
     [](Place& p) { p.add("i-1").drain("i-1", 0); }, "launch i-1"},
    {"also while it has tasks, which may have no other place", [](Place& p) { p.add("i-1").drain("i-1", 2); },
     "launch i-1"},
    {"of which it has a note then, and is the rollout's own still",
     [](Place& p) { p.add("i-1").drain("i-1", 0).instance("i-1").rollout = "draining token"; }, "launch i-1"},
    {"that one is waited for",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).launch("i-3");
       p.instance("i-3").replaces = "i-1";
     },
     "wait for what was launched for i-1 to register"},
    {"nor with one that is not as it should be",
     [](Place& p) { p.add("i-1").drain("i-1", 0).copy("i-3", "i-1"); }, "launch i-1"},
    {"which is taken away before the one that it was launched for ends",
     [](Place& p) { p.add("i-1").drain("i-1", 0).copy("i-3", "i-1").copy("i-4+", "i-1"); }, "drain i-3"},
    {"and ends before it, for it needs no successor as long as that one is there",
     [](Place& p) { p.add("i-1").drain("i-1", 0).copy("i-3", "i-1").drain("i-3", 0).copy("i-4+", "i-1"); },
     "terminate i-3 shrinking 0"},
    {"a successor that is drained, and whose original is gone, has one itself",
     [](Place& p) { p.copy("i-3", "i-1").drain("i-3", 0); }, "launch i-3"},
    {"of an undone rollout it ends without: its original stays",
     [](Place& p) { p.undone().add("i-1").copy("i-3+", "i-1").drain("i-3", 0); },
     "terminate i-3 shrinking 0"},
    {"one that is drained, but cannot be had again, does not end",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0).description.copy_obstacles["i-1"] = {
           {"has the Elastic IP address 1.2.3.4"}};
     },
     "finished"},
    {"nor does what was launched in its place, and carries its tasks",
     [](Place& p) {
       p.undone().add("i-1").drain("i-1", 2).copy("i-3+", "i-1");
       p.description.roles[kRole].setting = TrunkingSetting{"enabled", "enabled"};
     },
     "finished"},
    {"of one that is left without being drained it does, for that one stays",
     [](Place& p) {
       p.add("i-1").copy("i-3", "i-1").drain("i-3", 0);
       p.description.copy_obstacles["i-1"] = {{"has the Elastic IP address 1.2.3.4"}};
     },
     "terminate i-3 shrinking 0"},
    {"what failed in its place is taken away", [](Place& p) { p.add("i-1").copy("i-3", "i-1"); },
     "drain i-3"},
    {"or ends, if it did not even register",
     [](Place& p) {
       p.add("i-1").copy("i-3", "i-1");
       p.host("i-3").status = "REGISTRATION_FAILED";
     },
     "terminate i-3 shrinking 0"},
    {"one that failed to register is launched anew before it ends",
     [](Place& p) { p.add("i-1").host("i-1").status = "REGISTRATION_FAILED"; }, "launch i-1"},
    {"and only then ends",
     [](Place& p) { p.add("i-1").copy("i-3+", "i-1").host("i-1").status = "REGISTRATION_FAILED"; },
     "terminate i-1 shrinking 0"},
    {"also one whose original is gone",
     [](Place& p) { p.copy("i-3", "i-1").host("i-3").status = "REGISTRATION_FAILED"; }, "launch i-3"},
    {"undone half way, what was launched for a host that is still there goes",
     [](Place& p) { p.undone().add("i-1").copy("i-3+", "i-1"); }, "drain i-3"},
    {"also if it has not got a trunk any more", [](Place& p) { p.undone().add("i-1").copy("i-3", "i-1"); },
     "drain i-3"},
    {"once it has registered",
     [](Place& p) {
       p.undone().add("i-1").launch("i-3");
       p.instance("i-3").replaces = "i-1";
     },
     "wait for what was launched for i-1 to register"},
    {"and the note on that host, too",
     [](Place& p) { p.undone().add("i-1").instance("i-1").rollout = "token"; }, "unmark i-1"},
    {"the note of a launch is none of draining",
     [](Place& p) {
       p.add("i-1").drain("i-1", 0);
       p.instance("i-1").rollout = "token";
     },
     "finished"},
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

}  // namespace
}  // namespace eni::diagnosis
