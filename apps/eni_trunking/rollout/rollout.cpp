/// `eni-trunking rollout`: replaces the hosts of a cluster that have no trunk.
#include <CLI/App.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/interruption.h"
#include "eni_trunking/output/question.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/rollout/rollout_remaining.h"
#include "eni_trunking/rollout/rollout_report.h"
#include "eni_trunking/rollout/rollout_run.h"
#include "eni_trunking/rollout/single_hosts.h"

namespace eni::command {

using diagnosis::Description;
using diagnosis::Goal;
using diagnosis::RolloutPlan;

namespace {

/// What it stops at is left half done: it waits longer than others for AWS to be willing.
constexpr client::RetryOptions kPatient{.longest_pause = std::chrono::seconds{8},
                                        .max_attempts_if_throttled = 10};

struct Options {
  std::shared_ptr<GlobalOptions> global;
  std::string cluster;
  diagnosis::RolloutOptions rollout;
  RolloutLimits limits;
  std::string output = "table";
  bool undo = false;
  bool yes = false;
  bool dry_run = false;
};

/// What a rollout cannot do without having seen it, or without being able to ask for it later.
bool is_needed(const diagnosis::FailedRead& read, Goal goal) {
  constexpr std::string_view kNeeded[] = {
      "ecs:ListContainerInstances",
      "ecs:DescribeContainerInstances",
      "ecs:ListServices",
      "ecs:DescribeServices",
      "ecs:DescribeCapacityProviders",
      "ecs:ListClusters",
      "ecs:ListTasks",
      "ecs:DescribeTasks",
      "ecs:ListTagsForResource",
      "ec2:DescribeInstances",
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeInstanceRefreshes",
      "autoscaling:DescribeLifecycleHooks",
  };
  // Whether all tasks have room without trunks.
  if (goal == Goal::kNoTrunks && read.action == "ecs:DescribeTaskDefinition") return true;
  return std::find(std::begin(kNeeded), std::end(kNeeded), read.action) != std::end(kNeeded);
}

/// Hosts of other clusters are looked at because they may be in the same groups.
std::string of_which_cluster(const Description& description, const diagnosis::FailedRead& read) {
  const auto& known = description.cluster_names;
  const bool is_other = known && std::find(known->begin(), known->end(), read.resource) != known->end() &&
                        read.resource != description.clusters.front().name;
  return is_other ? " of the cluster " + read.resource + ", whose hosts may be in the same groups" : "";
}

std::optional<Error> check_complete(const Description& description, Goal goal) {
  std::vector<std::string> failed;
  std::vector<std::string> denied;
  const auto add_new = [](std::vector<std::string>& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
  };
  for (const diagnosis::FailedRead& read : description.failed_reads) {
    if (!is_needed(read, goal)) continue;
    const std::string what = read.action + of_which_cluster(description, read);
    add_new(failed, what + ": " + read.error);
    if (read.is_denied) add_new(denied, what);
  }
  if (failed.empty()) return std::nullopt;
  return Error{
      "nothing was changed, for what a rollout goes by could not be read in full: " + join(failed, "; "),
      denied.empty() ? "run it again" : "allow the caller " + join(denied, "; ")};
}

class Rollout {
 public:
  Rollout(const Options& options, Terminal& terminal, AwsAccess& access, const client::Session& session,
          Description description)
      : options_{options},
        terminal_{terminal},
        access_{access},
        client_{session.client().with(kPatient)},
        calls_{client_, access.random, description.clusters.front().name},
        claim_{client_, access.waiter, access.random, description.clusters.front().arn},
        run_{session,  calls_,          claim_,         access.waiter,         interruption_,
             terminal, options.rollout, options.limits, std::move(description)} {}

  ExitCode run() {
    const RolloutPlan plan = run_.plan();
    standalone_ = count_standalone(plan);
    const bool is_only_shown = options_.dry_run || (!options_.yes && !terminal_.in);
    const bool is_asked = plan.can_begin() && !options_.yes && !is_only_shown;
    if (is_asked && options_.output == "json")
      terminal_.err << rollout_text(reported(plan));  // On standard output there is one JSON: how it ended.
    else if (options_.output == "table" || is_only_shown || !plan.can_begin())
      print(plan);
    if (!plan.can_begin()) return ended_before(plan);
    if (is_only_shown) {
      tell(terminal_, "Nothing was changed. With --yes it is done.");
      tell_stuck(plan);
      return plan.left_out.empty() ? ExitCode::kFine : ExitCode::kFindings;
    }
    if (standalone_.has_error()) return fail(terminal_, standalone_.error());  // It would ask again half way.
    if (const auto is_free = claim_.check_is_free(); is_free.has_error())
      return fail(terminal_, is_free.error());
    if (is_asked && !is_confirmed(terminal_, "\nReplace " + counted_hosts(plan) + "?")) {
      terminal_.err << "Nothing was changed.\n";
      return ExitCode::kFindings;
    }
    return report(run_.run());
  }

 private:
  static std::string counted_hosts(const RolloutPlan& plan) {
    std::size_t hosts = 0;
    for (const auto& part : plan.parts) {
      hosts += part.to_replace.size() + part.draining.size();
      if (part.replaces_done()) hosts += part.done.size();
    }
    return diagnosis::counted(hosts, "host");
  }

  RolloutReport reported(const RolloutPlan& plan) {
    return {run_.description(), run_.description().clusters.front(), plan,
            standalone_.has_value() ? std::optional(*standalone_) : std::nullopt};
  }

  void print(const RolloutPlan& plan) {
    const RolloutReport report = reported(plan);
    if (options_.output == "json")
      terminal_.out << pretty(rollout_json(report));
    else
      terminal_.out << rollout_text(report);
    terminal_.out << std::flush;
  }

  /// Tasks of no service on the hosts that are to be replaced.
  client::CallResult<std::size_t> count_standalone(const RolloutPlan& plan) {
    std::vector<const diagnosis::ContainerInstance*> hosts;
    for (const auto& part : plan.parts) {
      hosts.insert(hosts.end(), part.to_replace.begin(), part.to_replace.end());
      hosts.insert(hosts.end(), part.draining.begin(), part.draining.end());
    }
    if (hosts.empty()) return std::size_t{0};
    ENI_TRY(const auto tasks, calls_.standalone_tasks(hosts));
    return tasks.size();
  }

  ExitCode ended_before(const RolloutPlan& plan) {
    if (plan.parts.empty() && plan.left_out.empty()) {
      if (!options_.dry_run) claim_.clear_void();
      return ExitCode::kFine;
    }
    tell(terminal_, plan.obstacles.empty()
                        ? "Nothing was changed: mend what is said above first. See: eni-trunking doctor " +
                              options_.cluster
                        : "Nothing was changed: something is in the way.");
    terminal_.err << remaining_of_rollout(run_.description(), plan);  // By an earlier run.
    return ExitCode::kFindings;
  }

  /// The line that goes on with it.
  std::string again() const {
    std::vector<std::string> words{"rollout", options_.cluster};
    if (options_.undo) words.push_back("--undo");
    if (options_.rollout.at_a_time > 0)
      diagnosis::append(words, {"--at-a-time", std::to_string(options_.rollout.at_a_time)});
    if (options_.rollout.leaves_single_hosts) words.push_back("--leave-single-hosts");
    if (options_.limits.stops_standalone_tasks) words.push_back("--stop-standalone-tasks");
    if (options_.limits.patience != RolloutLimits{}.patience)
      diagnosis::append(words, {"--patience", std::to_string(options_.limits.patience.count())});
    if (options_.output != "table") diagnosis::append(words, {"--output", options_.output});
    if (options_.yes) words.push_back("--yes");
    return own_line(run_.description(), words);
  }

  /// What an earlier run has begun, and this one cannot go on with.
  void tell_stuck(const RolloutPlan& plan) {
    const bool is_stuck = std::any_of(plan.left_out.begin(), plan.left_out.end(),
                                      [](const auto& part) { return part.record || !part.draining.empty(); });
    if (is_stuck) terminal_.err << remaining_of_rollout(run_.description(), plan);
  }

  void tell_left_out(const RolloutPlan& plan) {
    for (const diagnosis::RolloutPart& part : plan.left_out) tell(terminal_, left_out_line(part));
    if (!plan.drained_by_others.empty())
      tell(terminal_, "Drained by somebody else, and left to them: " + names(plan.drained_by_others) + ".");
  }

  ExitCode report(const RolloutRun::End& end) {
    const RolloutPlan plan = run_.plan();
    if (options_.output == "json") print_end(end, plan);
    const std::string done = std::to_string(plan.done) + " of " + diagnosis::counted(plan.hosts, "host") +
                             (plan.done == 1 ? " has " : " have ") + (options_.undo ? "no trunk" : "a trunk");
    if (end.is_finished()) {
      tell(terminal_, done + ", after " + rough_duration(end.time) + ".");
      tell_left_out(plan);
      tell_stuck(plan);
      return plan.left_out.empty() ? ExitCode::kFine : ExitCode::kFindings;
    }
    ExitCode code = ExitCode::kFindings;
    if (end.is_interrupted)
      tell(terminal_, "eni-trunking: interrupted; " + done);
    else if (end.failure)
      code = fail(terminal_, *end.failure);
    else
      tell(terminal_, "eni-trunking: stopped, for " + end.why + ". " + done + ".");
    terminal_.err << remaining_of_rollout(run_.description(), plan);
    if (!end.is_interrupted && !end.failure)
      tell(terminal_, "Mend that first, by what this says: eni-trunking doctor " + options_.cluster, 2);
    tell(terminal_, "To go on with it, run the same again:", 2);
    terminal_.err << "    " << again() << std::endl;
    return code;
  }

  void print_end(const RolloutRun::End& end, const RolloutPlan& plan) {
    json::object shown{{"cluster", options_.cluster},
                       {"result", end.is_finished()    ? "finished"
                                  : end.is_interrupted ? "interrupted"
                                                       : "stopped"},
                       {"hosts", plan.hosts},
                       {"done", plan.done},
                       {"seconds", end.time.count()}};
    if (!end.why.empty()) shown["why"] = end.why;
    if (end.failure) {
      shown["why"] = end.failure->as_error().message;
      if (end.failure->refused) shown["code"] = end.failure->refused->code;
      if (!end.failure->action.empty()) shown["action"] = end.failure->action;
    }
    terminal_.out << pretty(shown);
  }

  const Options& options_;
  Terminal& terminal_;
  AwsAccess& access_;
  Interruption interruption_;
  client::AwsClient client_;
  RolloutCalls calls_;
  ClusterClaim claim_;
  RolloutRun run_;
  client::CallResult<std::size_t> standalone_ = std::size_t{0};
};

ExitCode run_rollout(Options& options, Terminal& terminal) {
  options.rollout.goal = options.undo ? Goal::kNoTrunks : Goal::kTrunks;
  AwsAccess access;
  const auto session = access.open(*options.global);
  if (session.has_error()) return fail(terminal, session.error());
  ReadOptions read;
  read.clusters = {options.cluster};
  read.parts = Parts::kRollout;
  auto description = read_clusters(*session, read, access.waiter.now());
  if (description.has_error()) return fail(terminal, description.error());
  if (const auto error = check_complete(*description, options.rollout.goal)) return fail(terminal, *error);
  description->profile = options.global->session.profile;
  description->endpoint_url = options.global->session.endpoint_url;
  const auto plan = plan_rollout(*description, description->clusters.front(), options.rollout);
  read_hindrances(*session, plan, *description);
  return Rollout{options, terminal, access, *session, *std::move(description)}.run();
}

}  // namespace

Run declare_rollout(CLI::App& app, Terminal& terminal) {
  auto options = std::make_shared<Options>();
  app.add_option("cluster", options->cluster, "Name or ARN")->type_name("CLUSTER")->required();
  auto* yes = app.add_flag("--yes", options->yes, "Does it without asking");
  app.add_flag("--dry-run", options->dry_run, "Shows what it would do, and does not ask")->excludes(yes);
  app.add_flag("--undo", options->undo, "Back to hosts without a trunk");
  app.add_option("--at-a-time", options->rollout.at_a_time,
                 "Hosts of a group that are replaced together, a\ntenth of them if not given")
      ->check(CLI::Range(1, 100))
      ->type_name("HOSTS");
  app.add_flag("--leave-single-hosts", options->rollout.leaves_single_hosts,
               "Hosts of no Auto Scaling group stay as they are");
  app.add_flag("--stop-standalone-tasks", options->limits.stops_standalone_tasks,
               "Stops tasks of no service on hosts that are drained");
  app.add_option("--patience", options->limits.patience,
                 "How long it may get no further before it stops,\n1800 if not given")
      ->check(CLI::Range(10, 86400))
      ->type_name("SECONDS");
  app.add_option("--output", options->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->type_name("FORM");
  options->global = declare_global_options(app);
  app.footer(
      "Shows what it would do; asks on a terminal; elsewhere it is done with --yes.\n"
      "Groups of a capacity provider with managed draining by instance refresh, others\n"
      "host by host: raised first, drained, then ended. For a single host another like\n"
      "it is launched first. It stops at the first new host that has not got its trunk.\n"
      "What it has to remember are tags at AWS: interrupted, it goes on when it is run\n"
      "again. --undo needs the setting off first, and replaces the hosts once more.\n"
      "  eni-trunking rollout web\n"
      "  eni-trunking rollout web --yes --at-a-time 2\n"
      "  eni-trunking disable hosts && eni-trunking rollout web --undo");
  return [options, &terminal] { return run_rollout(*options, terminal); };
}

}  // namespace eni::command
