#include "eni_trunking/rollout/rollout_report.h"

#include "base/text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/clusters/reply_fields.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

using diagnosis::counted;
using diagnosis::Goal;
using diagnosis::RolloutMethod;
using diagnosis::RolloutPart;
using diagnosis::RolloutPlan;
using std::chrono::seconds;

namespace {

constexpr std::string_view kMethods[] = {"instance-refresh", "one-by-one", "launch-drain-terminate"};

std::string_view method_of(const RolloutPart& part) { return kMethods[static_cast<int>(part.method)]; }

std::string wanted(Goal goal) { return goal == Goal::kTrunks ? "a trunk" : "no trunk"; }

std::string headline(const RolloutReport& report) {
  const RolloutPlan& plan = report.plan;
  return "cluster " + report.cluster.name + " in " + report.description.region + ": " +
         std::to_string(plan.done) + " of " + counted(plan.hosts, "host") +
         (plan.done == 1 ? " has " : " have ") + wanted(plan.goal);
}

/// Also those that a rollout drains.
RolloutPart::Hosts hosts_of(const RolloutPart& part) {
  RolloutPart::Hosts hosts = part.to_replace;
  hosts.insert(hosts.end(), part.draining.begin(), part.draining.end());
  return hosts;
}

/// How a part is replaced, in a sentence.
std::string how(const RolloutPart& part) {
  const std::string at_a_time = std::to_string(part.at_a_time) + " at a time";
  switch (part.method) {
    case RolloutMethod::kRefresh:
      return "An instance refresh of the group launches " + at_a_time +
             " and ends as many others, whose tasks ECS moves first.";
    case RolloutMethod::kOneByOne:
      return "The group is raised, " + at_a_time +
             "; once the new hosts have registered, others are drained, "
             "and ended when they are empty: " +
             part.no_refresh.reason + ".";
    case RolloutMethod::kSingle:
      return "For each another is launched that is like it, " + at_a_time + "; then it is drained and ended.";
  }
  return "";
}

/// Those that are as they are to be: a refresh that has not begun spares none.
std::string others(const RolloutPart& part, Goal goal) {
  if (part.done.empty()) return "";
  const std::string count = std::to_string(part.done.size());
  if (part.replaces_done())
    return ", and with them " + count + " that " + (part.done.size() == 1 ? "has " : "have ") + wanted(goal);
  return ", " + count + (part.is_being_refreshed() ? " done" : " to stay");
}

std::string parts_text(const RolloutReport& report) {
  std::string text;
  for (const RolloutPart& part : report.plan.parts) {
    const std::size_t hosts = hosts_of(part).size();
    text += "\n" + part.name() + ": " + counted(hosts, "host") + " to replace";
    text += others(part, report.plan.goal);
    text += part.record || !part.draining.empty() ? " (it has begun)\n" : "\n";
    text += wrapped(how(part), "  ");
  }
  return text;
}

/// Of a group whose hosts are done only its record is left.
std::string whom(const RolloutPart& part) {
  const RolloutPart::Hosts hosts = hosts_of(part);
  return hosts.empty() ? "what it has changed is" : names(hosts);
}

std::string they_are(const RolloutPart& part) { return hosts_of(part).size() > 1 ? "they are" : "it is"; }

std::string left_out_text(const RolloutPlan& plan) {
  std::string text;
  for (const RolloutPart& part : plan.left_out) {
    text += "\n" + wrapped(part.name() + ": " + whom(part) + " left as " + they_are(part), "");
    for (const std::string& obstacle : part.obstacles) text += wrapped(in_one_line(obstacle), "  ");
    for (const std::string& command : part.commands) text += "    " + command + "\n";
  }
  return text;
}

std::vector<std::string> assumptions(const RolloutReport& report) {
  const RolloutPlan& plan = report.plan;
  std::vector<std::string> all;
  all.push_back(plan.registration ? "A host takes " + rough_duration(*plan.registration) +
                                        " from launch to registration, the median of those that are there"
                                  : "A host takes " + rough_duration(diagnosis::kAssumedRegistration) +
                                        " from launch to registration, which nothing here shows");
  all.push_back("its tasks take " + rough_duration(diagnosis::kAssumedDraining) +
                " to leave it, which nothing here shows: deregistration delays and stop timeouts count");
  all.push_back("parts are replaced one after the other, and nobody changes them meanwhile");
  return all;
}

std::string notes_text(const RolloutReport& report) {
  std::string text;
  const auto add = [&](const std::string& note) { text += "\n" + wrapped(note, ""); };
  for (const std::string& obstacle : report.plan.obstacles) add("In the way: " + obstacle);
  for (const std::string& note : report.plan.notes) add(note);
  if (!report.standalone_tasks)
    add("Which tasks on these hosts no service has started could not be seen. Draining waits for such.");
  else if (*report.standalone_tasks > 0)
    add(counted(*report.standalone_tasks, "task") + " on these hosts " +
        (*report.standalone_tasks == 1 ? "was" : "were") +
        " started by no service. Draining leaves such alone: they are waited for, or stopped with "
        "--stop-standalone-tasks.");
  return text;
}

bool has_single_hosts(const RolloutPlan& plan) {
  for (const RolloutPart& part : plan.parts) {
    if (!part.group) return true;
  }
  return false;
}

json::array ids_of(const RolloutPart::Hosts& hosts) {
  json::array ids;
  for (const diagnosis::ContainerInstance* host : hosts) ids.emplace_back(host->instance_id);
  return ids;
}

json::object part_json(const RolloutPart& part) {
  json::object shown{{"group", part.group ? json::value(part.group->name) : json::value(nullptr)},
                     {"method", method_of(part)},
                     {"atATime", part.at_a_time},
                     {"toReplace", ids_of(part.to_replace)},
                     {"draining", ids_of(part.draining)},
                     {"done", part.done.size()},
                     {"hasBegun", part.record.has_value() || !part.draining.empty()}};
  if (part.replaces_done()) shown["alsoReplaced"] = ids_of(part.done);
  if (!part.no_refresh.reason.empty()) shown["reason"] = part.no_refresh.reason;
  return shown;
}

}  // namespace

std::string left_out_line(const RolloutPart& part) {
  return part.name() + ": " + whom(part) + " left as " + they_are(part) + ". " +
         in_one_line(part.obstacles.front());
}

std::string rough_duration(seconds time) {
  if (time < seconds{100}) return std::to_string(std::max<long long>(1, time.count())) + " s";
  const long long minutes = (time.count() + 30) / 60;
  if (minutes < 100) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string rollout_text(const RolloutReport& report) {
  const RolloutPlan& plan = report.plan;
  std::string text = headline(report) + "\n" + parts_text(report) + left_out_text(plan) + notes_text(report);
  if (plan.parts.empty())
    return text + (plan.left_out.empty() ? "\nThere is nothing to do.\n" : "\nNothing can be replaced.\n");
  if (has_single_hosts(plan))
    text += "\n" + wrapped(
                       "Another host like a single one has its image, type, placement, subnet, security "
                       "groups, instance profile, key, user data, volumes, options and tags. What names "
                       "it by its id elsewhere, a target group say, is not changed.",
                       "");
  text += "\n" + wrapped("It may take " + rough_duration(plan.estimate) +
                             ". Taken for granted: " + join(assumptions(report), "; ") + ".",
                         "");
  return text;
}

json::object rollout_json(const RolloutReport& report) {
  const RolloutPlan& plan = report.plan;
  json::array parts;
  for (const RolloutPart& part : plan.parts) parts.push_back(part_json(part));
  json::array left_out;
  for (const RolloutPart& part : plan.left_out) {
    json::object shown = part_json(part);
    shown["obstacles"] = as_list(part.obstacles);
    shown["commands"] = as_list(part.commands);
    left_out.push_back(std::move(shown));
  }
  return {{"cluster", report.cluster.name},
          {"region", report.description.region},
          {"goal", plan.goal == Goal::kTrunks ? "trunks" : "no-trunks"},
          {"hosts", plan.hosts},
          {"done", plan.done},
          {"parts", std::move(parts)},
          {"leftOut", std::move(left_out)},
          {"obstacles", as_list(plan.obstacles)},
          {"notes", as_list(plan.notes)},
          {"drainedByOthers", ids_of(plan.drained_by_others)},
          {"standaloneTasks",
           report.standalone_tasks ? json::value(*report.standalone_tasks) : json::value(nullptr)},
          {"estimateSeconds", plan.estimate.count()},
          {"assumptions", as_list(assumptions(report))}};
}

}  // namespace eni::command
