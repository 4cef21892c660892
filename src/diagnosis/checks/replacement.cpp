#include "diagnosis/checks/replacement.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "diagnosis/rollout/obstacles.h"
#include "diagnosis/rollout/rollout_parts.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

using trunking::RegistrationFacts;
using trunking::TrunkCondition;

namespace {

using Hosts = std::vector<const ContainerInstance*>;

/// Of a group's instances. Which of them are on their way does not matter here.
constexpr std::chrono::seconds kTimeToJoin{600};

/// What came with the instance: another that is launched like it has the same.
bool is_of_instance(std::string_view condition) {
  return condition == "instance-type" || condition == "agent-version" || condition == "agent-capability";
}

bool begins_with(const std::string& command, std::string_view start) {
  return command.starts_with("aws " + std::string(start) + " ");
}

class Replacement {
 public:
  Replacement(const Description& description, const Cluster& cluster, Goal goal, std::string_view mended,
              Finding& finding)
      : description_{description}, cluster_{cluster}, goal_{goal}, mended_{mended}, finding_{finding} {}

  void add(const Hosts& hosts) {
    sort(hosts);
    if (!rolled_.empty()) add_rollout();
    if (drained_.empty()) return;
    finding_.commands.push_back("# These hosts are in no Auto Scaling group: launch others first.");
    append(finding_.commands, drain_hosts(description_, cluster_, drained_));
  }

 private:
  void sort(const Hosts& hosts) {
    for (const ContainerInstance* host : hosts) {
      const Instance* instance = description_.instance_of(*host);
      if (!instance || host->is_external()) continue;
      // A group that could not be read is one all the same.
      if (const Group* group = description_.group_of(*instance)) groups_.insert(group);
      const bool is_single = instance->group_name.empty();
      has_single_ = has_single_ || is_single;
      (is_single && is_of_instance(mended_) ? drained_ : rolled_).push_back(host);
    }
  }

  void add_rollout() {
    std::vector<std::string> words{"rollout", cluster_.name, "--yes"};
    if (goal_ == Goal::kNoTrunks) words.insert(words.end() - 1, "--undo");
    finding_.why +=
        " rollout moves the tasks of a host before it ends it, and stops at the first new host that is not "
        "as it should be.";
    if (has_single_)
      finding_.why +=
          " A host of no group that cannot be launched once more as it is, for its Elastic IP address say, "
          "it leaves, and says so.";
    say_what_is_lacking();
    add_obstacles();
    finding_.commands.push_back(own_line(description_, words));
  }

  /// Why a new host would get no trunk either: what other findings are about.
  void say_what_is_lacking() {
    if (goal_ == Goal::kNoTrunks) return;
    std::vector<std::string> reasons;
    for (const ContainerInstance* host : rolled_) {
      RegistrationFacts facts = replacement_facts(description_, *host);
      for (const std::string& type : types_of(*host, facts)) {
        facts.instance_type = type;
        facts.type = trunking::find_instance_type(type);
        add_lacking(*host, facts, reasons);
      }
    }
    if (!reasons.empty())
      finding_.why +=
          " Before the last line mend this, too, or rollout leaves hosts as they are: " + listed(reasons) +
          ".";
  }

  /// That may be launched in its place.
  std::vector<std::string> types_of(const ContainerInstance& host, const RegistrationFacts& facts) const {
    const Group* group = description_.group_of(*description_.instance_of(host));
    if (group && !group->override_types.empty()) return group->override_types;
    return {facts.instance_type};
  }

  void add_lacking(const ContainerInstance& host, const RegistrationFacts& facts,
                   std::vector<std::string>& reasons) const {
    for (const TrunkCondition& condition : trunking::trunk_conditions()) {
      if (condition.holds(facts).value_or(true) || is_mended(condition, host, facts)) continue;
      std::string reason = condition.reason(facts);
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
        reasons.push_back(std::move(reason));
    }
  }

  bool is_mended(const TrunkCondition& condition, const ContainerInstance& host,
                 const RegistrationFacts& facts) const {
    if (condition.name == "agent-capability" && mended_ == "agent-version") return true;  // It follows.
    if (condition.name != mended_) return false;
    if (condition.name != "setting") return true;
    const Role* role = description_.role_of(*description_.instance_of(host));
    return role && role->arn == facts.role_arn;  // That of the launch template may be another by now.
  }

  /// What keeps the groups from being replaced, and the services' tasks from being moved.
  void add_obstacles() {
    RolloutPlan plan;
    plan.goal = goal_;
    plan.parts = sort_into_parts(description_, cluster_, {.goal = goal_}, kTimeToJoin);
    for (RolloutPart& part : plan.parts) {
      if (!part.group || !groups_.contains(part.group)) continue;
      add_protected(part);
      // Of a part without hosts only the group itself is looked at.
      RolloutPart bare = part;
      bare.to_replace.clear();
      bare.obstacles.clear();
      if (has_seen_hooks()) find_obstacles(description_, cluster_, goal_, bare);
      add(bare);
    }
    find_obstacles(description_, cluster_, plan);
    for (const std::string& obstacle : plan.obstacles) finding_.why += " First: " + obstacle;
    for (const Service& service : cluster_.services_read()) {
      if (service.is_stuck()) finding_.commands.push_back(allow_to_move(description_, cluster_, service));
    }
  }

  void add_protected(const RolloutPart& part) {
    const RolloutPart kept = protected_hosts(description_, part);
    if (kept.to_replace.empty()) return;
    finding_.why += " Somebody has protected " + names(kept.to_replace) +
                    " from scale-in; rollout replaces them once that is lifted.";
    append(finding_.commands, kept.commands);
  }

  void add(const RolloutPart& part) {
    if (part.obstacles.empty()) return;
    finding_.why += " First, of the " + part.name() + ": " + join(part.obstacles, " ");
    for (const std::string& command : part.commands) {
      // Whoever began a refresh wanted it; one that would end hosts with their tasks is another matter.
      if (begins_with(command, "autoscaling cancel-instance-refresh") && !part.record) {
        finding_.commands.push_back(wait_for_refresh(description_, *part.group));
        continue;
      }
      finding_.commands.push_back(command);
    }
  }

  /// Without them a group looks as if nobody drained its hosts.
  bool has_seen_hooks() const {
    return std::none_of(
        description_.failed_reads.begin(), description_.failed_reads.end(),
        [](const FailedRead& read) { return read.action == "autoscaling:DescribeLifecycleHooks"; });
  }

  const Description& description_;
  const Cluster& cluster_;
  const Goal goal_;
  const std::string_view mended_;
  Finding& finding_;
  Hosts rolled_;
  Hosts drained_;
  std::set<const Group*> groups_;
  bool has_single_ = false;
};

}  // namespace

void add_replacement(const Description& description, const Cluster& cluster, const Hosts& hosts, Goal goal,
                     std::string_view mended, Finding& finding) {
  Replacement{description, cluster, goal, mended, finding}.add(hosts);
}

}  // namespace eni::diagnosis
