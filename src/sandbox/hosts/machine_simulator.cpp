#include "sandbox/hosts/machine_simulator.h"

#include <algorithm>

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/hosts/boot.h"
#include "sandbox/hosts/registration_attempt.h"

namespace eni::sandbox::hosts {
namespace {

/// At AWS's pace: from "running" to the user data, and from there to the agent's registration.
constexpr Duration kKernelOnAws = std::chrono::seconds{15};
constexpr Duration kAgentOnAws = std::chrono::seconds{10};

/// How the agent tries again. Its jitter is left out.
/// Source: amazon-ecs-agent, ecs-agent/api/ecs/client/ecs_client.go.
constexpr Duration kFirstPause = std::chrono::seconds{3};
constexpr Duration kLongestPause = std::chrono::seconds{192};

/// Scripts are programs of the machine, which has other things to do, too.
constexpr std::size_t kShellsAtATime = 4;
/// Boots of one host that may begin without coming to their end: a sandbox that is killed by its user boots its hosts again.
constexpr std::int64_t kMaxBootsBegun = 3;

Duration at_pace(const Environment& env, Duration on_aws) {
  return env.settings.pace == Settings::Pace::kAws ? on_aws : Duration::zero();
}

/// On Linux by systemd, on Windows by the user data.
bool is_agent_started(const Machine& machine, const HostRecord& host) {
  if (host.agent == HostAgent::kNotStarted) return false;
  return machine.image->os_family == machine_images::OsFamily::kLinux || !host.settings.empty();
}

/// What its package repository has: the agent of the latest image of the same system that is optimized for ECS.
void install_agent(Machine& machine) {
  const machine_images::MachineImage* latest = nullptr;
  for (const auto& image : machine_images::all_images()) {
    const bool fits = image.os == machine.image->os && image.architecture == machine.image->architecture;
    if (!fits || image.agent_version.empty()) continue;
    if (!latest || latest->creation_date < image.creation_date) latest = &image;
  }
  if (latest) machine.image = latest;
}

}  // namespace

MachineSimulator::MachineSimulator(Environment& environment)
    : env_{environment},
      shells_{environment.scheduler, kShellsAtATime},
      runs_{environment, "run of a host", [this](std::string instance) { return run(std::move(instance)); }} {
}

// ---- power -------------------------------------------------------------------------------------------------

void MachineSimulator::start() {
  const auto go_on = [this](const std::string& instance) {
    const auto machine = find_machine(env_.store, instance);
    if (machine && machine->state == "running") power_on(*machine);
  };
  for (const HostRecord& host : records().unfinished()) go_on(host.instance);
  for (const std::string& instance : records().instances_without_host()) go_on(instance);
}

bool MachineSimulator::hears(const Event& event) const { return event.source == "aws.ec2"; }

void MachineSimulator::receive(const Event& event) {
  for (const std::string& instance : rebooted_instances(event)) {
    const auto machine = find_machine(env_.store, instance);
    if (!machine || machine->state != "running") continue;
    publish_agent_disconnected(env_, *machine);  // Until it registers again.
    restart(*machine);
  }
  if (event.detail_type != kInstanceStateChange) return;
  const std::string instance = text_at(event.detail, "instance-id");
  // The event says where to look: by now the instance may be in another state.
  const auto machine = find_machine(env_.store, instance);
  if (!machine || machine->state == "terminated") {
    forget(instance);
  } else if (machine->state != "running") {
    power_off(instance);
  } else if (const auto turn = turns_.find(instance); turn != turns_.end()) {
    // Off and on again before this was heard: the launch time tells.
    if (turn->second.launch_time != machine->launch_time) restart(*machine);
  } else if (text_at(event.detail, "state") == "running") {
    restart(*machine);  // whatever it was before this sandbox began
  }
}

void MachineSimulator::power_on(const Machine& machine) {
  if (turns_.contains(machine.instance_id)) return;
  const std::uint64_t turn = ++last_turn_;
  turns_.emplace(machine.instance_id,
                 Turn{turn, machine.launch_time, Channel<std::exception_ptr>{env_.scheduler}});
  uncounted_.insert(turn);
  runs_.begin(machine.instance_id);
}

void MachineSimulator::power_off(const std::string& instance) {
  end_turn(instance);
  auto host = records().find(instance);
  if (!host) return;
  host->phase = HostPhase::kOff;
  host->boots_begun = 0;
  records().put(*host);
}

void MachineSimulator::restart(const Machine& machine) {
  power_off(machine.instance_id);
  power_on(machine);
}

void MachineSimulator::end_turn(const std::string& instance) {
  const auto found = turns_.find(instance);
  if (found == turns_.end()) return;
  uncounted_.erase(found->second.number);
  found->second.end.push(nullptr);
  turns_.erase(found);
}

void MachineSimulator::forget(const std::string& instance) {
  end_turn(instance);
  records().remove(instance);
}

bool MachineSimulator::is_current(const std::string& instance, std::uint64_t turn) const {
  const auto found = turns_.find(instance);
  return found != turns_.end() && found->second.number == turn;
}

bool MachineSimulator::has_ended_sandbox(const HostRecord& host) {
  if (host.boots_begun < kMaxBootsBegun) return false;
  Console{env_, host.instance}.line(
      "the sandbox ended " + std::to_string(host.boots_begun) +
      " times while this host booted, so it does not boot once more; reboot the instance to try again");
  return true;
}

// ---- a machine's run -----------------------------------------------------------------------------------------

Task<void> MachineSimulator::run(std::string instance) {
  const auto found = turns_.find(instance);
  if (found == turns_.end()) co_return;
  const Turn turn = found->second;
  BootProgress progress;
  TaskGroup running{[turn](const std::exception_ptr& thrown) { turn.end.push(thrown); }};
  running.spawn(run_turn(instance, turn, progress));
  const std::exception_ptr thrown = co_await turn.end.pop();
  if (!is_current(instance, turn.number)) {
    auto keeping = keep_disk(instance, progress);
    co_await std::move(keeping);
  } else if (thrown) {
    std::rethrow_exception(thrown);
  }
}

Task<void> MachineSimulator::run_turn(std::string instance, Turn turn, BootProgress& progress) {
  auto running = run_machine(std::move(instance), turn.number, progress);
  co_await std::move(running);
  turn.end.push(nullptr);
}

Task<void> MachineSimulator::keep_disk(std::string instance, BootProgress& progress) {
  auto interrupting = interrupt(progress);
  const std::optional<std::string> settings = co_await std::move(interrupting);
  auto host = records().find(instance);
  if (!settings || !host) co_return;
  host->settings = *settings;
  host->is_booted = true;
  records().put(*host);
}

Task<void> MachineSimulator::run_machine(std::string instance, std::uint64_t turn, BootProgress& progress) {
  HostRecord host = records().find(instance).value_or(HostRecord{});
  host.instance = instance;
  // A machine that was off starts anew; one that the sandbox's own restart found starting goes on with its agent.
  const bool boots = !host.is_booted || host.phase == HostPhase::kOff || host.phase == HostPhase::kBooting;
  host.phase = boots ? HostPhase::kBooting : HostPhase::kStarting;
  // Once for each start of the sandbox or the machine: a run that is tried again has not ended anything.
  if (boots && uncounted_.erase(turn) > 0) {
    if (has_ended_sandbox(host)) host.phase = HostPhase::kEnded;
    ++host.boots_begun;
  }
  records().put(host);
  if (host.phase == HostPhase::kEnded) co_return;
  co_await sleep_for(env_.scheduler, at_pace(env_, kKernelOnAws));
  if (!is_current(instance, turn)) co_return;
  auto machine = find_machine(env_.store, instance);
  if (!machine) co_return;
  if (boots) {
    const BootKind kind = host.is_booted ? BootKind::kLater : BootKind::kFirst;
    auto carrying_out = carry_out_user_data(env_, shells_, *machine, host.settings, kind, progress);
    BootOutcome outcome = co_await std::move(carrying_out);
    if (!is_current(instance, turn)) co_return;
    progress.user_scripts_begun = false;  // What it wrote is in the record now, or is not to be known.
    host.boots_begun = 0;
    if (outcome.ending == BootOutcome::Ending::kNotUnderstood) {
      host.phase = HostPhase::kEnded;
      records().put(host);
      co_return;
    }
    host.settings = std::move(outcome.settings);
    host.agent = outcome.agent;
    host.is_booted = true;
    host.phase = HostPhase::kStarting;
    records().put(host);
  }
  if (host.agent == HostAgent::kInstalled) install_agent(*machine);
  if (!machine->has_agent() || !is_agent_started(*machine, host)) {
    host.phase = HostPhase::kEnded;
    records().put(host);
    co_return;
  }
  co_await sleep_for(env_.scheduler, at_pace(env_, kAgentOnAws));
  if (!is_current(instance, turn)) co_return;
  auto running = run_agent(*std::move(machine), std::move(host), turn);
  co_await std::move(running);
}

Task<void> MachineSimulator::run_agent(Machine machine, HostRecord host, std::uint64_t turn) {
  Console console{env_, machine.instance_id};
  console.agent("info", "Loading configuration");
  const auto config = read_agent_config(read_settings(host.settings), machine.image->os_family);
  if (config.has_error()) {
    console.agent("critical", "Error loading config: " + config.error().message);
    host.phase = HostPhase::kEnded;
    records().put(host);
    co_return;
  }
  console.agent("info", "Starting Amazon ECS Agent",
                {{"version", std::string(machine.image->agent_version)}});
  for (Duration pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    auto trying = attempt_to_register(env_, machine, *config, host.container_instance_arn);
    const RegistrationAttempt result = co_await std::move(trying);
    if (!is_current(machine.instance_id, turn)) co_return;
    if (result.ending != RegistrationAttempt::Ending::kAgain) {
      const bool joined = result.ending == RegistrationAttempt::Ending::kJoined;
      host.phase = joined ? HostPhase::kJoined : HostPhase::kEnded;
      if (joined) host.container_instance_arn = result.arn;
      records().put(host);
      co_return;
    }
    co_await sleep_for(env_.scheduler, pause);
    if (!is_current(machine.instance_id, turn)) co_return;
    // The instance profile may be another by now.
    if (auto again = find_machine(env_.store, machine.instance_id)) machine = *std::move(again);
    if (host.agent == HostAgent::kInstalled) install_agent(machine);
  }
}

}  // namespace eni::sandbox::hosts
