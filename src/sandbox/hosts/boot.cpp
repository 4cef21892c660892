#include "sandbox/hosts/boot.h"

#include "aws/partition.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/isolation.h"
#include "sandbox/hosts/aws_command.h"
#include "sandbox/hosts/boot_failures.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/egress.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/powershell_script.h"
#include "sandbox/hosts/shell/shell_boot.h"
#include "sandbox/hosts/user_data.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using When = BootAction::When;
using Shows = BootAction::Shows;
using Origin = ScriptToRun::Origin;

constexpr std::string_view kSettings = "/etc/ecs/ecs.config";
constexpr std::string_view kNoRegion =
    "You must specify a region. You can also configure your region by running \"aws configure\".";
constexpr std::string_view kNoCredentials =
    "Unable to locate credentials. You can configure credentials by running \"aws configure\".";

/// Version 2 of the AWS CLI asks the metadata for its region, version 1 does not.
bool finds_its_region(const Machine& machine) { return machine.facts().aws_cli == AwsCli::k2; }

/// How a call ended.
struct Ending {
  std::size_t status = 0;  ///< of the command
  std::string text;        ///< for the console
};

/// Where a call failed before it was made, and where AWS refused it. Version 1 tells them not apart.
/// Source: AWS CLI User Guide, "Command line return codes in the AWS CLI".
constexpr std::size_t kNotConfigured = 253;
constexpr std::size_t kRefused = 254;
constexpr std::size_t kFailed = 255;

Ending failure(const Machine& machine, std::size_t status, std::string text) {
  return {machine.facts().aws_cli == AwsCli::k1 ? kFailed : status, std::move(text)};
}

std::string error_text(const AwsCommand& command, const ApiError& error) {
  return "\nAn error occurred (" + error.code + ") when calling the " + command.operation +
         " operation: " + error.message;
}

Task<Ending> call_aws(Environment& env, const Machine& machine, AwsCommand command) {
  if (command.region.empty() && !finds_its_region(machine))
    co_return failure(machine, kNotConfigured, std::string(kNoRegion));
  const aws::Region region = command.region.empty() ? machine.region : aws::Region{command.region};
  if (!reaches_aws(env.store, machine)) {
    const std::string url = aws::endpoint_url(command.service, region);
    co_return failure(machine, kFailed, "\nConnect timeout on endpoint URL: \"" + url + "/\"");
  }
  auto asking = instance_credentials(env, machine);
  const auto principal = co_await std::move(asking);
  if (principal.has_error()) co_return failure(machine, kNotConfigured, std::string(kNoCredentials));
  json::object params = command.params;
  auto calling = env.gateway.call(*principal, region, command.service, command.operation, std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) co_return failure(machine, kRefused, error_text(command, reply.error()));
  co_return Ending{0, std::string(trim(pretty(reply->value)))};
}

/// Files other than the agent's settings concern nobody.
void write(std::string& settings, const BootAction& action) {
  if (action.path != kSettings) return;
  if (action.kind != Kind::kAppendFile) settings.clear();
  if (action.kind != Kind::kRemoveFile) settings.append(action.text);
}

bool takes_effect(const BootAction& action, std::size_t status) {
  return action.when == When::kAlways || (action.when == When::kIfSucceeded) == (status == 0);
}

void show(Console& console, const Ending& ending, Shows shows) {
  const bool is_shown = shows == Shows::kAll || (shows == Shows::kErrorsOnly) == (ending.status != 0);
  if (is_shown && shows != Shows::kNothing) console.line(ending.text);
}

Task<Ending> run_aws(Environment& env, const Machine& machine, const BootAction& action) {
  auto command = read_aws_command(action.words);
  if (command.has_error()) co_return failure(machine, kFailed, command.error().message);
  auto calling = call_aws(env, machine, *std::move(command));
  Ending ending = co_await std::move(calling);
  co_return ending;
}

/// The status that the script ends with.
Task<std::size_t> run_actions(Environment& env, const Machine& machine,
                              const std::vector<BootAction>& actions, std::string& settings) {
  Console console{env, machine.instance_id};
  std::size_t status = 0;
  for (std::size_t at = 0; at < actions.size(); ++at) {
    const BootAction& action = actions[at];
    if (action.kind == Kind::kSay) {
      console.line(action.text);
    } else if (action.kind == Kind::kStatus) {
      status = action.number;
    } else if (action.kind == Kind::kSkip) {
      if (takes_effect(action, status)) at += action.number;
    } else if (action.kind == Kind::kExit) {
      if (takes_effect(action, status)) co_return action.number == BootAction::kAny ? status : action.number;
    } else if (action.kind == Kind::kAwsCommand) {
      auto running = run_aws(env, machine, action);
      const Ending ending = co_await std::move(running);
      show(console, ending, action.shows);
      status = ending.status;
    } else {
      write(settings, action);
      status = 0;
    }
  }
  co_return status;
}

Task<void> run_steps(Environment& env, const Machine& machine, const std::vector<InterpretedStep>& steps,
                     BootProgress& progress) {
  Console console{env, machine.instance_id};
  bool has_failed = false;
  for (const InterpretedStep& step : steps) {
    if (!step.path.empty() && step.origin == Origin::kUserScripts) progress.user_scripts_begun = true;
    auto running = run_actions(env, machine, step.actions, progress.settings);
    const std::size_t status = co_await std::move(running);
    if (status == 0 || step.path.empty()) continue;
    console.line(script_failure(step.origin, step.path, status));
    has_failed = has_failed || step.origin == Origin::kUserScripts;
  }
  if (has_failed) console.line(std::string(kUserScriptsFailed));
}

/// Windows hosts have their settings in the machine's environment; the script's command starts the agent.
BootOutcome carry_out_powershell(Console& console, const Machine& machine, std::string settings,
                                 BootKind kind) {
  const auto start = read_powershell(machine.user_data);
  if (start.has_error()) {
    console.line("EC2Launch: the sandbox does not interpret the user data line " +
                 std::to_string(start.error().line) + ": " + start.error().reason);
    return {BootOutcome::Ending::kNotUnderstood, {}};
  }
  if (kind == BootKind::kLater && !start->runs_at_every_boot)
    return {BootOutcome::Ending::kBooted, std::move(settings)};
  if (!start->starts_agent) {
    console.line("EC2Launch: the user data does not start the ECS agent with Initialize-ECSAgent");
    return {BootOutcome::Ending::kBooted, std::move(settings)};
  }
  std::string file;
  for (const auto& [name, value] : start->settings) file += name + "=" + value + "\n";
  return {BootOutcome::Ending::kBooted, std::move(file)};
}

std::string why_no_shell(Environment& env) {
  const auto found = env.components.find(std::type_index(typeid(Isolation)));
  if (found == env.components.end()) return "the sandbox has no shell for it";
  const isolation::Support& support = static_cast<const Isolation&>(*found->second).support();
  return "and cannot run it on this machine's shell: " + support.reason +
         "; what would allow it: " + support.remedy;
}

std::string_view version_text(const Machine& machine) {
  return machine.facts().cloud_init == CloudInit::k19 ? "19.3-46.amzn2.0.2" : "22.2.2";
}

/// Nothing of a boot runs that has a step which nobody can take.
const UnsupportedInput* find_unsupported(const BootPlan& plan, BootKind kind) {
  for (const BootStep& step : plan) {
    const bool is_due = kind == BootKind::kFirst || step.frequency == BootStep::Frequency::kEveryBoot;
    if (const auto* found = std::get_if<UnsupportedInput>(&step.what); found && is_due) return found;
  }
  return nullptr;
}

/// By the sandbox itself if it understands all of it, else on the machine's own shell; where that is not allowed, not at all.
Task<BootOutcome> carry_out_plan(Environment& env, ShellSlots& slots, const Machine& machine,
                                 std::string settings, BootKind kind, BootProgress& progress) {
  const MachineFacts facts = machine.facts();
  BootPlan plan = read_user_data(machine.user_data, facts);
  const auto steps = interpret_plan(plan, kind, facts);
  if (steps) {
    progress.settings = std::move(settings);
    auto running = run_steps(env, machine, *steps, progress);
    co_await std::move(running);
    co_return BootOutcome{BootOutcome::Ending::kBooted, progress.settings};
  }
  Console console{env, machine.instance_id};
  if (const UnsupportedInput* unsupported = find_unsupported(plan, kind)) {
    console.line("the sandbox does not interpret " + unsupported->what);
    co_return BootOutcome{BootOutcome::Ending::kNotUnderstood, {}};
  }
  auto asking = available_jails(env);
  isolation::Jails* jails = co_await std::move(asking);
  if (jails) {
    auto taking = slots.take();
    const ShellSlots::Slot slot = co_await std::move(taking);
    auto running = run_in_shell(env, *jails, machine, std::move(plan), std::move(settings), kind, progress);
    co_return co_await std::move(running);
  }
  console.line(steps.error().message);
  console.line(why_no_shell(env));
  co_return BootOutcome{BootOutcome::Ending::kNotUnderstood, {}};
}

}  // namespace

Task<BootOutcome> carry_out_user_data(Environment& env, ShellSlots& slots, Machine machine,
                                      std::string settings, BootKind kind, BootProgress& progress) {
  Console console{env, machine.instance_id};
  if (machine.image->os_family == machine_images::OsFamily::kWindows)
    co_return carry_out_powershell(console, machine, std::move(settings), kind);
  const std::string version{version_text(machine)};
  console.line("Cloud-init v. " + version + " running 'modules:final' at " + http_date(env.scheduler.now()) +
               ".");
  auto carrying_out = carry_out_plan(env, slots, machine, std::move(settings), kind, progress);
  BootOutcome outcome = co_await std::move(carrying_out);
  if (outcome.ending == BootOutcome::Ending::kNotUnderstood) co_return outcome;
  console.line("Cloud-init v. " + version + " finished at " + http_date(env.scheduler.now()) +
               ". Datasource DataSourceEc2.");
  co_return outcome;
}

}  // namespace eni::sandbox::hosts
