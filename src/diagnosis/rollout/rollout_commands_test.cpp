#include "diagnosis/rollout/rollout_commands.h"

#include "diagnosis/rollout/rollout_for_test.h"

namespace eni::diagnosis {
namespace {

/// Of the group, wherever it stands.
RolloutPart part_of(const RolloutPlan& plan) {
  return plan.parts.empty() ? plan.left_out.front() : plan.parts.front();
}

/// What ends a command that goes to the region of a Place.
std::string here(const std::string& line) { return line + " --region eu-central-1"; }

const std::string kForgets = here(
    "aws autoscaling delete-tags --tags ResourceId=hosts,ResourceType=auto-scaling-group,"
    "Key=eni-trunking:rollout ResourceId=hosts,ResourceType=auto-scaling-group,"
    "Key=eni-trunking:rollout-cluster");
const std::string kResume = here(
    "aws autoscaling resume-processes --auto-scaling-group-name hosts --scaling-processes AZRebalance "
    "AlarmNotification ScheduledActions");

std::string end_of(const std::string& instance) {
  return here("aws autoscaling terminate-instance-in-auto-scaling-group --instance-id " + instance +
              " --should-decrement-desired-capacity");
}

std::string resized(const std::string& sizes) {
  return here("aws autoscaling update-auto-scaling-group --auto-scaling-group-name hosts " + sizes);
}

/// Without the lines that wait for the end of a host's tasks.
std::string shown(const std::vector<std::string>& commands) {
  std::vector<std::string> all;
  for (const std::string& command : commands)
    all.push_back(command.starts_with("for host in") ? "wait" : command);
  return join(all, "\n");
}

const struct {
  const char* name;
  void (*arrange)(Place&);
  std::string changes;
  std::string commands;
} kWaysBack[] = {
    {"only noted", [](Place& p) { p.noted().group().suspended_processes = {}; }, "", kForgets},
    {"a refresh has changed nothing else", [](Place& p) { p.refreshed(); }, "", kForgets},
    {"processes are suspended", [](Place& p) { p.noted(); },
     "does without AZRebalance, AlarmNotification and ScheduledActions", kResume + "\n" + kForgets},
    {"but not those that were before",
     [](Place& p) { p.noted("goal=trunks method=one-by-one desired=2 max=10 suspended=AZRebalance"); },
     "does without AZRebalance",
     here(
         "aws autoscaling resume-processes --auto-scaling-group-name hosts --scaling-processes AZRebalance") +
         "\n" + kForgets},
    {"it was raised: what is no host yet is more than there was",
     [](Place& p) {
       p.noted("goal=trunks method=one-by-one desired=2 max=2").launch("i-3", "hosts").group().max_size = 3;
     },
     "wants 3 hosts instead of 2 | may have 3 hosts instead of 2",
     end_of("i-3") + "\n" + resized("--max-size 2") + "\n" + kForgets},
    {"a host more is drained before it ends, and one that is drained already is taken",
     [](Place& p) {
       p.noted("goal=trunks method=one-by-one desired=2 max=10").add("i-3+", "hosts").drain("i-2", 1);
     },
     "wants 3 hosts instead of 2",
     here("aws ecs update-container-instances-state --cluster web --status DRAINING --container-instances "
          "ci-i-2") +
         "\nwait\nwait\n" + end_of("i-2") + "\n" + kForgets},
    {"the others that are drained stay",
     [](Place& p) { p.noted("goal=trunks method=one-by-one desired=2 max=10").drain("i-2", 1); }, "",
     here("aws ecs update-container-instances-state --cluster web --status ACTIVE --container-instances "
          "ci-i-2") +
         "\n" + here("aws ec2 delete-tags --tags Key=eni-trunking:rollout --resources i-2") + "\n" +
         kForgets},
    {"somebody has made it smaller",
     [](Place& p) { p.noted("goal=trunks method=one-by-one desired=3 max=10"); },
     "wants 2 hosts instead of 3", resized("--desired-capacity 3") + "\n" + kForgets},
};

TEST(RolloutCommands, TakeAGroupBackToWhatItWas) {
  for (const auto& one : kWaysBack) {
    SCOPED_TRACE(one.name);
    Place place;
    place.add("i-1", "hosts").add("i-2", "hosts");
    one.arrange(place);
    const RolloutPlan plan = place.plan();
    const RolloutPart part = part_of(plan);
    EXPECT_EQ(join(changes_of_rollout(part), " | "), one.changes);
    EXPECT_EQ(shown(way_back(place.description, place.cluster(), part)), one.commands);
  }
}

}  // namespace
}  // namespace eni::diagnosis
