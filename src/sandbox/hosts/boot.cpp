#include "sandbox/hosts/boot.h"

#include "aws/partition.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/aws_command.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/powershell_script.h"
#include "sandbox/hosts/user_data.h"
#include "sandbox/hosts/way_out.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using Joint = BootAction::Joint;

constexpr std::string_view kSettings = "/etc/ecs/ecs.config";
constexpr std::string_view kNoRegion =
    "You must specify a region. You can also configure your region by running \"aws configure\".";
constexpr std::string_view kNoCredentials =
    "Unable to locate credentials. You can configure credentials by running \"aws configure\".";

/// Version 2 of the AWS CLI asks the metadata for its region; Amazon Linux 2 has version 1, which does not.
bool finds_its_region(const Machine& machine) { return machine.image->os != "Amazon Linux 2"; }

/// How a call ended, for the console.
struct Ending {
  bool succeeded = false;
  std::string text;
};

std::string error_text(const AwsCommand& command, const ApiError& error) {
  return "\nAn error occurred (" + error.code + ") when calling the " + command.operation +
         " operation: " + error.message;
}

Task<Ending> call_aws(Environment& env, const Machine& machine, AwsCommand command) {
  if (command.region.empty() && !finds_its_region(machine)) co_return Ending{false, std::string(kNoRegion)};
  const aws::Region region = command.region.empty() ? machine.region : aws::Region{command.region};
  if (!reaches_aws(env.store, machine)) {
    const std::string url = aws::endpoint_url(command.service, region);
    co_return Ending{false, "\nConnect timeout on endpoint URL: \"" + url + "/\""};
  }
  auto asking = instance_credentials(env, machine);
  const auto principal = co_await std::move(asking);
  if (principal.has_error()) co_return Ending{false, std::string(kNoCredentials)};
  json::object params = command.params;
  auto calling = env.gateway.call(*principal, region, command.service, command.operation, std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) co_return Ending{false, error_text(command, reply.error())};
  co_return Ending{true, std::string(trim(pretty(reply->value)))};
}

/// Files other than the agent's settings concern nobody.
void write(std::string& settings, const BootAction& action) {
  if (action.path != kSettings) return;
  if (action.kind != Kind::kAppendFile) settings.clear();
  if (action.kind == Kind::kRemoveFile) return;
  settings.append(action.text);
  if (!settings.empty() && settings.back() != '\n') settings.push_back('\n');
}

bool is_due(Joint joint, bool last_succeeded) {
  if (joint == Joint::kAlways) return true;
  return (joint == Joint::kIfSucceeded) == last_succeeded;
}

Task<void> run_script(Environment& env, const Machine& machine, const BootScript& script,
                      std::string& settings) {
  Console console{env, machine.instance_id};
  bool last_succeeded = true;
  for (const BootAction& action : script.actions) {
    if (!is_due(action.joint, last_succeeded)) continue;
    if (action.kind == Kind::kExit) co_return;
    if (action.kind == Kind::kSay) console.line(action.text);
    if (action.kind != Kind::kAwsCommand) {
      write(settings, action);
      continue;
    }
    auto command = read_aws_command(action.words);
    Ending ending{true, {}};
    if (command.has_error()) {
      ending.text = command.error().message;
    } else {
      auto calling = call_aws(env, machine, *std::move(command));
      ending = co_await std::move(calling);
    }
    console.line(ending.text);
    last_succeeded = ending.succeeded;
    if (!ending.succeeded && action.must_succeed) {
      console.line("util.py[WARNING]: Failed running /var/lib/cloud/instance/scripts/" + script.name +
                   " [255]");
      co_return;
    }
  }
}

/// Windows hosts have their settings in the machine's environment; the script's command starts the agent.
std::string carry_out_powershell(Console& console, const Machine& machine) {
  const auto settings = read_powershell(machine.user_data);
  if (!settings) {
    console.line("EC2Launch: the user data does not start the ECS agent with Initialize-ECSAgent");
    return {};
  }
  std::string file = "ECS_CLUSTER=default\n";
  for (const auto& [name, value] : *settings) file += name + "=" + value + "\n";
  return file;
}

}  // namespace

Task<std::string> carry_out_user_data(Environment& env, Machine machine, std::string settings) {
  Console console{env, machine.instance_id};
  if (machine.image->os_family == machine_images::OsFamily::kWindows)
    co_return carry_out_powershell(console, machine);
  const std::string began = http_date(env.scheduler.now());
  console.line("Cloud-init v. 22.2.2 running 'modules:final' at " + began + ".");
  const std::vector<BootScript> scripts = read_user_data(machine.user_data, machine.facts());
  for (const BootScript& script : scripts) {
    auto running = run_script(env, machine, script, settings);
    co_await std::move(running);
  }
  console.line("Cloud-init v. 22.2.2 finished at " + http_date(env.scheduler.now()) +
               ". Datasource DataSourceEc2.");
  co_return settings;
}

}  // namespace eni::sandbox::hosts
