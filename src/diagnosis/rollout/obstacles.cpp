#include "diagnosis/rollout/obstacles.h"

#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "diagnosis/rollout/rollout_commands.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

using trunking::RegistrationFacts;
using trunking::TrunkCondition;

namespace {

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

std::string role_name(const std::string& arn) {
  const auto parsed = aws::Arn::parse(arn);
  return parsed ? std::string(parsed->resource_name()) : arn;
}

/// Groups with several types: each of them may come.
std::vector<std::string> other_types(const RolloutPart& part) {
  return part.group ? part.group->override_types : std::vector<std::string>{};
}

void check_trunk_to_come(const Description& description, const RegistrationFacts& facts, RolloutPart& part) {
  for (const TrunkCondition& condition : trunking::trunk_conditions()) {
    if (condition.holds(facts).value_or(true)) continue;
    add_once(part.obstacles, "A new host would get no trunk: " + condition.reason(facts) + ".");
    if (condition.name == "setting" && !facts.role_arn.empty())
      add_once(part.commands, own_line(description, {"enable", facts.role_arn}));
  }
}

void check_no_trunk_to_come(const Description& description, const RegistrationFacts& facts,
                            RolloutPart& part) {
  const bool is_known = facts.effective_setting.has_value();
  if (!is_known || trunking::decide_trunk(facts).ending != trunking::TrunkEnding::kTrunk) return;
  add_once(part.obstacles, "A new host would get a trunk again: awsvpcTrunking is enabled for the role " +
                               role_name(facts.role_arn) + ".");
  add_once(part.commands, own_line(description, {"disable", facts.role_arn}));
}

/// Host by host means more hosts than the group is to have, which managed scaling would take away again, without moving their tasks.
void check_scaling(const Description& description, RolloutPart& part) {
  if (part.method != RolloutMethod::kOneByOne) return;
  const RefreshObstacle& obstacle = part.no_refresh;
  for (const auto& [name, provider] : description.providers) {
    if (provider.group_name != part.group->name || !provider.has_managed_scaling) continue;
    part.obstacles.push_back("Managed scaling of its capacity provider " + name +
                             " would set its size meanwhile, and " + obstacle.reason + ". " +
                             obstacle.remedy);
    append(part.commands, obstacle.commands);  // A line may be there twice: each waits for the one before.
    return;                                    // A group is of one provider.
  }
}

/// What another rollout has noted is never written over: it says what is to be put back.
void check_record(const Description& description, const Cluster& cluster, RolloutPart& part) {
  const Group& group = *part.group;
  if (group.rollout.empty() || part.record) return;
  const std::string tag = "tag " + std::string(kRolloutTag);
  const auto& known = description.cluster_names;
  const bool is_gone =
      known && std::find(known->begin(), known->end(), group.rollout_cluster) == known->end();
  if (!read_rollout_record(group.rollout)) {
    part.obstacles.push_back(
        "Its " + tag + " has the value \"" + group.rollout +
        "\", which this version does not understand: another version, or somebody by "
        "hand, has written it. If a rollout of another version has begun with the group, "
        "end that with that version. If none has, see that its sizes and its suspended "
        "processes are as they should be, and take the tag away.");
    part.commands.push_back(forget_rollout(description, group));
  } else if (group.rollout_cluster.empty()) {
    part.obstacles.push_back("Its " + tag + " says that a rollout has begun with it (" + group.rollout +
                             "), but not of which cluster: its tag " + std::string(kRolloutClusterTag) +
                             " is gone. If it was this one's, put that back.");
    part.commands.push_back(name_rollout_cluster(description, cluster, group));
  } else if (is_gone) {
    part.obstacles.push_back("A rollout of the cluster " + group.rollout_cluster + " has begun with it (" +
                             tag + ": " + group.rollout +
                             "), and there is no such cluster any more. See that its sizes and its suspended "
                             "processes are as they should be, and take the tag away.");
    part.commands.push_back(forget_rollout(description, group));
  } else {
    part.obstacles.push_back("A rollout of the cluster " + group.rollout_cluster +
                             " has begun with it. Run that one to its end first.");
    part.commands.push_back(own_line(description, {"rollout", group.rollout_cluster}));
  }
}

void check_is_shared(const Description& description, RolloutPart& part) {
  std::vector<std::string> others;
  for (const GroupInstance& one : part.group->instances) {
    if (description.hosts_elsewhere.contains(one.id)) others.push_back(one.id);
  }
  if (!others.empty())
    part.obstacles.push_back(
        "It has hosts of another cluster, too, which would be replaced with them: " + listed(others) + ".");
}

/// By its id; between the call that began it and the note of its id, by what a rollout asks of one.
bool is_begun_here(const RolloutPart& part, Goal goal) {
  const InstanceRefresh& refresh = *part.group->refresh;
  if (!part.record || part.record->goal != goal || part.record->method != RolloutMethod::kRefresh)
    return false;
  if (!part.record->refresh.empty()) return part.record->refresh == refresh.id;
  return refresh.min_healthy == 100 && refresh.max_healthy > 100 && !refresh.skips_matching &&
         refresh.protected_instances != "Wait";
}

void check_refresh(const Description& description, Goal goal, RolloutPart& part) {
  const Group& group = *part.group;
  if (!group.refresh) return;
  if (!is_begun_here(part, goal))
    part.obstacles.push_back("An instance refresh of it that this rollout has not begun is under way (" +
                             group.refresh->status + ", " + std::to_string(group.refresh->percentage) +
                             " %). Wait for its end, or cancel it.");
  else if (!group.has_draining_hook)
    part.obstacles.push_back("Its lifecycle hook " + std::string(kDrainingHook) +
                             " is gone, so that its instance refresh would end hosts with their tasks.");
  else
    return;
  part.commands.push_back(aws_line(
      description, {"autoscaling", "cancel-instance-refresh", "--auto-scaling-group-name", group.name}));
}

void check_group(const Description& description, const Cluster& cluster, Goal goal, RolloutPart& part) {
  const Group& group = *part.group;
  for (const char* process : {"Launch", "Terminate"}) {
    const auto& suspended = group.suspended_processes;
    if (std::find(suspended.begin(), suspended.end(), process) == suspended.end()) continue;
    part.obstacles.push_back("Its process " + std::string(process) + " is suspended.");
    part.commands.push_back(resume_processes(description, group, {process}));
  }
  check_record(description, cluster, part);
  check_is_shared(description, part);
  check_scaling(description, part);
  check_refresh(description, goal, part);
}

/// What keeps another from being launched that is like it, or it from being terminated.
void check_single_hosts(const Description& description, RolloutPart& part) {
  for (const ContainerInstance* host : part.to_replace) {
    const auto found = description.copy_obstacles.find(host->instance_id);
    if (found == description.copy_obstacles.end()) continue;
    for (const CopyObstacle& one : found->second) {
      add_once(part.obstacles, host->instance_id + ": " + one.text + ".");
      if (!one.command.empty()) add_once(part.commands, one.command);
    }
  }
}

/// Tasks with interfaces of their own.
long long awsvpc_tasks(const Description& description, const Cluster& cluster) {
  long long tasks = 0;
  for (const Service& service : cluster.services_read()) {
    const auto definition = description.task_definitions.find(service.task_definition);
    if (definition != description.task_definitions.end() && definition->second.network_mode == "awsvpc")
      tasks += service.running;
  }
  return tasks;
}

bool is_replaced(const RolloutPlan& plan, const ContainerInstance& host) {
  return std::any_of(plan.parts.begin(), plan.parts.end(), [&](const RolloutPart& part) {
    return std::count(part.to_replace.begin(), part.to_replace.end(), &host) +
               std::count(part.draining.begin(), part.draining.end(), &host) >
           0;
  });
}

/// To undo it, all tasks have to have a place: on as many hosts without trunks, and on those that stay as they are.
void check_room_without_trunks(const Description& description, const Cluster& cluster, RolloutPlan& plan) {
  long long room = 0;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const trunking::InstanceType* type = registration_facts(description, host).type;
    if (!type) return;
    const bool keeps_trunk = host.has_trunk() && !is_replaced(plan, host);
    room += max_awsvpc_tasks(*type, keeps_trunk ? trunking::Trunk::kAttached : trunking::Trunk::kNone);
  }
  const long long tasks = awsvpc_tasks(description, cluster);
  if (tasks <= room) return;
  const std::string text =
      std::to_string(tasks) + " awsvpc tasks of services run, and once those trunks are gone the " +
      counted(cluster.hosts_read().size(), "host") + " take " + std::to_string(room) + ".";
  const auto scaled = description.scaled_by(cluster);
  const bool grows = !scaled.empty() && std::all_of(scaled.begin(), scaled.end(), [](const auto& entry) {
    return entry.first->has_managed_scaling;
  });
  if (grows)
    plan.notes.push_back(text + " Managed scaling has to launch the hosts that are lacking.");
  else
    plan.obstacles.push_back(text + " Add hosts, or take tasks away, first.");
}

void note_hosts_left(const Description& description, const Cluster& cluster, RolloutPlan& plan) {
  std::vector<std::string> external;
  std::vector<std::string> unknown;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    if (host.is_external())
      external.push_back(host.instance_id);
    else if (!description.instance_of(host))
      unknown.push_back(host.id);
  }
  std::vector<std::string> draining;
  for (const ContainerInstance* host : plan.drained_by_others) draining.push_back(host->instance_id);
  if (!external.empty())
    plan.notes.push_back("External hosts take no trunk, and stay: " + listed(external) + ".");
  if (!unknown.empty())
    plan.notes.push_back("EC2 knows no running instance of these hosts, which stay: " + listed(unknown) +
                         ".");
  if (!draining.empty())
    plan.notes.push_back("Drained by somebody else, and left to them: " + listed(draining) + ".");
  for (const RolloutPart& part : plan.parts) {
    RolloutPart::Hosts drained = drained_by_others(part);
    if (part.is_being_refreshed() && !drained.empty())
      plan.notes.push_back("Drained by somebody else, but replaced by the instance refresh of " +
                           part.group->name + " that is under way: " + names(drained) + ".");
    std::vector<std::string> strays;
    for (const Instance* instance : part.strays) strays.push_back(instance->id);
    if (!strays.empty())
      plan.notes.push_back("Of " + part.name() + " these never joined the cluster, and are not waited for: " +
                           listed(strays) + ".");
  }
}

void note_unseen_settings(const Description& description, RolloutPlan& plan) {
  for (const RolloutPart& part : plan.parts) {
    if (part.to_replace.empty()) continue;
    const RegistrationFacts facts = replacement_facts(description, *part.to_replace.front());
    if (!facts.effective_setting)
      plan.notes.push_back("Of " + part.name() +
                           " the role's setting could not be seen. The first new host " +
                           "will tell: it goes no further if that is not as it should be.");
  }
}

}  // namespace

RegistrationFacts replacement_facts(const Description& description, const ContainerInstance& host) {
  RegistrationFacts facts = registration_facts(description, host);
  facts.free_ipv4_addresses.reset();  // Of the past: what it did not find when it registered.
  facts.attached_enis.reset();
  const Instance* instance = description.instance_of(host);
  const Group* group = instance ? description.group_of(*instance) : nullptr;
  const LaunchTemplate* launch_template = group ? description.template_of(*group) : nullptr;
  if (!launch_template) return facts;
  // What an image and user data make of an agent shows when it registers.
  facts.has_trunking_capability.reset();
  if (launch_template->image_id != instance->image_id) facts.agent_version.reset();
  if (!launch_template->instance_type.empty()) facts.instance_type = launch_template->instance_type;
  facts.type = trunking::find_instance_type(facts.instance_type);
  facts.resource_name_dns_a_record = launch_template->has_a_record;
  const Role* role = description.role_of_template(*launch_template);
  if (!role) return facts;
  facts.role_arn = role->arn;
  facts.effective_setting = role->setting ? std::optional(role->setting->effective) : std::nullopt;
  return facts;
}

/// That SetInstanceProtection takes.
constexpr std::size_t kInstancesOfAProtection = 50;

RolloutPart protected_hosts(const Description& description, const RolloutPart& part) {
  RolloutPart kept{.method = part.method, .group = part.group};
  std::vector<std::string> lift{"autoscaling",
                                "set-instance-protection",
                                "--no-protected-from-scale-in",
                                "--auto-scaling-group-name",
                                part.group ? part.group->name : "",
                                "--instance-ids"};
  std::vector<std::string> ids;
  for (const ContainerInstance* host : part.staying) {
    if (host->status == "DRAINING") continue;
    kept.to_replace.push_back(host);
    ids.push_back(host->instance_id);
  }
  kept.obstacles = {
      "Somebody has protected them from scale-in. Once that is lifted, they are replaced, too."};
  kept.commands = aws_lines(description, lift, ids, kInstancesOfAProtection);
  return kept;
}

void find_obstacles(const Description& description, const Cluster& cluster, Goal goal, RolloutPart& part) {
  if (part.group)
    check_group(description, cluster, goal, part);
  else
    check_single_hosts(description, part);
  for (const ContainerInstance* host : part.to_replace) {
    RegistrationFacts facts = replacement_facts(description, *host);
    std::vector<std::string> types = other_types(part);
    if (types.empty()) types = {facts.instance_type};
    for (const std::string& type : types) {
      facts.instance_type = type;
      facts.type = trunking::find_instance_type(type);
      if (goal == Goal::kTrunks)
        check_trunk_to_come(description, facts, part);
      else
        check_no_trunk_to_come(description, facts, part);
    }
  }
}

void find_obstacles(const Description& description, const Cluster& cluster, RolloutPlan& plan) {
  for (const Service& service : cluster.services_read()) {
    if (service.has_failed_deployment && service.desired > 0)
      plan.obstacles.push_back(
          "The service " + service.name +
          " gets no tasks on other hosts: its deployment has failed, and ECS starts none "
          "before there is another. Deploy what works, or the same again: " +
          deploy_again(description, cluster, service));
    if (!service.is_stuck()) continue;
    plan.obstacles.push_back(
        "The service " + service.name + " could never leave a host: with minimumHealthyPercent " +
        std::to_string(service.min_healthy_percent) + " and maximumPercent " +
        std::to_string(service.max_percent) + " ECS may neither stop one of its " +
        counted(static_cast<std::size_t>(service.desired), "task") +
        " nor start another. Allow one of both: " + allow_to_move(description, cluster, service));
  }
  if (plan.goal == Goal::kNoTrunks && !plan.parts.empty())
    check_room_without_trunks(description, cluster, plan);
  note_hosts_left(description, cluster, plan);
  note_unseen_settings(description, plan);
}

}  // namespace eni::diagnosis
