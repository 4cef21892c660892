#include "sandbox/hosts/shell/shell_boot.h"

#include "sandbox/hosts/boot_failures.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/shell/host_shell.h"

namespace eni::sandbox::hosts {
namespace {

/// Why a boot cannot go on; nothing if it can.
using Stop = std::optional<std::string>;

bool is_due(const BootStep& step, BootKind kind) {
  return kind == BootKind::kFirst || step.frequency == BootStep::Frequency::kEveryBoot;
}

class ShellBoot {
 public:
  ShellBoot(Environment& env, const Machine& machine, HostShell& shell, BootProgress& progress)
      : console_{env, machine.instance_id}, shell_{shell}, progress_{progress} {
    progress_.shell = &shell;
  }
  ~ShellBoot() { progress_.shell = nullptr; }
  ShellBoot(const ShellBoot&) = delete;
  ShellBoot& operator=(const ShellBoot&) = delete;

  Task<Stop> run(const BootPlan& plan, BootKind kind) {
    for (const BootStep& step : plan) {
      if (!is_due(step, kind)) continue;
      auto taking = take(step);
      Stop stop = co_await std::move(taking);
      if (stop) co_return stop;
    }
    if (has_failed_) console_.line(std::string(kUserScriptsFailed));
    co_return Stop{};
  }

 private:
  Task<Stop> take(const BootStep& step) {
    if (const auto* message = std::get_if<ConsoleMessage>(&step.what)) {
      console_.line(message->text);
    } else if (const auto* unsupported = std::get_if<UnsupportedInput>(&step.what)) {
      co_return unsupported->what;
    } else if (const auto* file = std::get_if<FileToWrite>(&step.what)) {
      auto writing = shell_.write(*file);
      const Result<void> written = co_await std::move(writing);
      if (!written) console_.line("cc_write_files.py[WARNING]: " + written.error().message);
    } else {
      auto running = run_script(std::get<ScriptToRun>(step.what));
      co_return co_await std::move(running);
    }
    co_return Stop{};
  }

  Task<Stop> run_script(const ScriptToRun& script) {
    if (script.origin == ScriptToRun::Origin::kUserScripts) progress_.user_scripts_begun = true;
    auto running = shell_.run(script);
    const ScriptEnd end = co_await std::move(running);
    if (end.stopped_by) co_return end.stopped_by;
    if (end.status == 0) co_return Stop{};
    console_.line(script_failure(script.origin, script.path, static_cast<std::size_t>(end.status)));
    has_failed_ = has_failed_ || script.origin == ScriptToRun::Origin::kUserScripts;
    co_return Stop{};
  }

  Console console_;
  HostShell& shell_;
  BootProgress& progress_;
  bool has_failed_ = false;
};

/// A machine that reboots itself starts its agent then; one that powers itself off starts none.
HostAgent agent_after(const Machine& machine, const tools::HostServices& services, Console& console) {
  const bool is_off = services.power_request == tools::HostServices::PowerRequest::kPowerOff;
  if (is_off)
    console.line(
        "the user data powers the machine off; the sandbox leaves the instance running, without an agent");
  if (is_off || !tools::agent_will_start(services)) return HostAgent::kNotStarted;
  return machine.has_agent() ? HostAgent::kOfImage : HostAgent::kInstalled;
}

}  // namespace

Task<BootOutcome> run_in_shell(Environment& env, isolation::Jails& jails, const Machine& machine,
                               BootPlan plan, std::string settings, BootKind kind, BootProgress& progress) {
  Console console{env, machine.instance_id};
  tools::HostServices services = tools::services_of(machine);
  progress.settings = settings;
  auto opening = HostShell::open(env, jails, machine, services, std::move(settings));
  auto shell = co_await std::move(opening);
  BootOutcome outcome;
  if (!shell) {
    console.line("the sandbox cannot run the user data: " + to_string(shell.error()));
    outcome.ending = BootOutcome::Ending::kNotUnderstood;
    co_return outcome;
  }
  ShellBoot boot{env, machine, **shell, progress};
  auto running = boot.run(plan, kind);
  if (const Stop stop = co_await std::move(running)) {
    console.line("the sandbox ends this boot: " + *stop);
    progress.user_scripts_begun = false;
    outcome.ending = BootOutcome::Ending::kNotUnderstood;
    co_return outcome;
  }
  auto reading = (*shell)->settings();
  outcome.settings = co_await std::move(reading);
  progress.settings = outcome.settings;
  outcome.agent = agent_after(machine, services, console);
  co_return outcome;
}

}  // namespace eni::sandbox::hosts
