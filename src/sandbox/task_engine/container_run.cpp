#include "sandbox/task_engine/container_run.h"

#include <csignal>

#include "sandbox/gateway/background_work.h"
#include "sandbox/images/program_settings.h"
#include "sandbox/task_engine/containers/container_error.h"
#include "sandbox/task_engine/containers/layered_files.h"
#include "sandbox/task_engine/health_check_run.h"
#include "sandbox/task_engine/isolated_network.h"
#include "sandbox/task_engine/task_endpoints.h"
#include "sandbox/task_engine/task_limits.h"
#include "sandbox/world/containers/resource_limits.h"

namespace eni::sandbox::task_engine {

namespace {

/// As Docker makes ids.
constexpr std::size_t kIdLength = 64;

/// Of one that does not end by SIGKILL: the kernel is at work for it.
constexpr int kKills = 3;
constexpr std::chrono::seconds kKillLimit{20};

/// What a runtime could not start. Source: amazon-ecs-agent, CannotStartContainerError; moby's wording of a runtime's failure.
std::string cannot_start(const std::string& text) {
  return "CannotStartContainerError: Error response from daemon: OCI runtime create failed: " + text;
}

constexpr const char* kNoDescriptors = "no descriptors are left";

/// As accounts have it by default since June 2025. Source: Amazon ECS API Reference, LogConfiguration, "mode".
constexpr LogMode kDefaultLogMode = LogMode::kNonBlocking;

/// Of one that a defect has kept from starting, or from being followed. What is left of it goes with its task.
std::string defect_reason(const std::exception_ptr& thrown) {
  return "CannotCreateContainerError: internal failure: " + what_of(thrown);
}

Error cannot_log(const Error& error) {
  return {"CannotStartContainerError: Error response from daemon: " + error.message, ""};
}

ContainerHealth shown_health(Health health) {
  switch (health) {
    case Health::kUnknown:
      return ContainerHealth::kUnknown;
    case Health::kHealthy:
      return ContainerHealth::kHealthy;
    case Health::kUnhealthy:
      return ContainerHealth::kUnhealthy;
  }
  return ContainerHealth::kUnknown;
}

Task<void> send_signal(world::World& world, world::ProcessId process, int signal) {
  auto sending = world.send_signal(process, signal);
  (void)co_await std::move(sending);  // One that has ended meanwhile is fine.
}

}  // namespace

ContainerRun::ContainerRun(TaskParts& parts, std::size_t index)
    : parts_{parts}, index_{index}, network_{parts}, endings_{parts.engine.loop}, phases_{parts.engine.loop} {
  state_.name = text_at(definition(), "name");
}

ContainerRun::~ContainerRun() = default;

const json::object& ContainerRun::definition() const { return parts_.task.containers.at(index_).as_object(); }

void ContainerRun::begin() {
  phase_ = Phase::kPulling;
  work_ = std::make_unique<TaskGroup>([this](const std::exception_ptr& thrown) {
    log_defect(parts_.engine.env.log, "a container", thrown, parts_.task.arn + " " + name());
    fail(defect_reason(thrown));
  });
  work_->spawn(live());
}

void ContainerRun::enter(Phase phase) {
  phase_ = phase;
  phases_.push(true);
}

void ContainerRun::give_up(std::string reason) { fail(std::move(reason)); }

void ContainerRun::fail(std::string reason) {
  health_checks_.reset();
  network_.leave();
  state_.status = ContainerStatus::kStopped;
  state_.reason = std::move(reason);
  enter(Phase::kOver);
  parts_.on_change();
}

Task<void> ContainerRun::live() {
  co_await yield(parts_.engine.loop);
  auto preparing = prepare();
  if (const Result<void> prepared = co_await std::move(preparing); prepared.has_error()) {
    fail(prepared.error().message);
    co_return;
  }
  auto following = follow();
  co_await std::move(following);
}

Task<Result<void>> ContainerRun::prepare() {
  ENI_CO_CHECK(read_definition());
  auto pulling = pull();
  ENI_CO_CHECK(co_await std::move(pulling));
  enter(Phase::kCreating);
  auto creating = create();
  ENI_CO_CHECK(co_await std::move(creating));
  auto starting = start();
  co_return co_await std::move(starting);
}

Result<void> ContainerRun::read_definition() {
  ENI_TRY(health_check_, read_health_check(definition()));
  ENI_TRY(restart_policy_, read_restart_policy(definition()));
  return {};
}

Task<Result<void>> ContainerRun::pull() {
  auto pulling =
      parts_.engine.images.image_of(parts_.task, definition(), parts_.secrets.registry_login(name()));
  auto pulled = co_await std::move(pulling);
  if (pulled.has_error()) co_return Error{pull_reason(pulled.error(), definition()), ""};
  image_ = *std::move(pulled);
  state_.image_digest = image_->resolved.text();
  co_return Result<void>{};
}

/// AWS is at another address here, which clients have to be told; the Region they learn from the host's metadata as anywhere, but not all
/// of them ask.
void ContainerRun::add_aws(std::map<std::string, std::string>& environment) const {
  environment.emplace("AWS_ENDPOINT_URL", kTaskApiUrl);
  environment.emplace("AWS_REGION", parts_.task.region.value);
  environment.emplace("AWS_DEFAULT_REGION", parts_.task.region.value);
}

ContainerFacts ContainerRun::take_facts(const ImageUser& user) {
  ContainerFacts facts;
  facts.id = state_.runtime_id;
  facts.host_name = parts_.host_name.empty() ? shown_id(state_.runtime_id) : parts_.host_name;
  facts.network_mode = parts_.task.network_mode;
  facts.metadata_id = parts_.metadata_ids.at(index_);
  facts.credentials_id = parts_.credentials_id;
  facts.user = user;
  facts.mounts.volumes = parts_.volumes;
  const auto find = [&](const auto& by_container) {
    const auto found = by_container.find(name());
    return found == by_container.end() ? std::map<std::string, std::string>{} : found->second;
  };
  facts.secrets = find(parts_.secrets.variables);
  facts.log_secrets = find(parts_.secrets.log_options);
  if (auto files = parts_.environment_files.extract(name()))
    facts.environment_files = std::move(files.mapped());
  return facts;
}

/// All that can be wrong with it before it is started.
Task<Result<void>> ContainerRun::create() {
  const auto settings = images::program_settings(image_->config, definition());
  if (settings.has_error()) co_return cannot_create(settings.error().message);
  const auto accounts = read_account_files(image_->layers);
  if (accounts.has_error()) co_return cannot_create(accounts.error().message);
  const auto user = find_image_user(settings->user, *accounts);
  if (user.has_error()) co_return daemon_refuses(user.error().message);
  const auto lent = check_is_lent(user->numbers, parts_.engine.world.world().users());
  if (lent.has_error()) co_return cannot_create(lent.error().message);
  state_.runtime_id = parts_.engine.env.random.text(kIdLength, kLowerHex);
  ENI_CO_TRY(spec_, make_container_spec(definition(), *settings, take_facts(*user)));
  if (text_at(parts_.task.definition, "ipcMode") == "none") spec_->container.shared_memory_bytes = 0;
  if (parts_.endpoints != nullptr) add_aws(spec_->container.environment);
  auto making = parts_.engine.files.make(state_.runtime_id, image_->layers);
  auto root = co_await std::move(making);
  if (root.has_error()) co_return cannot_create(to_string(root.error()));
  has_files_ = true;
  spec_->container.root = *std::move(root);
  if (parts_.volume_content) {
    auto filling = parts_.volume_content->fill(spec_->container.root, spec_->container.volumes);
    if (const auto filled = co_await std::move(filling); filled.has_error())
      co_return cannot_create(filled.error().message);
  }
  if (parts_.engine.limits != nullptr) {
    auto group = parts_.engine.limits->make_container(parts_.task.id, state_.runtime_id,
                                                      container_limits(definition()));
    if (group.has_error()) co_return cannot_create(group.error().message);
    group_ = *std::move(group);
    tell_swappiness();
    parts_.groups[state_.runtime_id] = &*group_;
  }
  lower_limits();
  auto opening = open_log();
  ENI_CO_CHECK(co_await std::move(opening));
  auto joining = join_network();
  co_return co_await std::move(joining);
}

Task<Result<void>> ContainerRun::join_network() {
  if (flag_at(definition(), "disableNetworking")) {
    auto making = make_isolated_network(parts_.engine.world.world());
    auto made = co_await std::move(making);
    if (made.has_error()) co_return cannot_create(to_string(made.error()));
    no_network_ = *std::move(made);
    co_return Result<void>{};
  }
  auto joining = network_.join(index_, definition(), *spec_);
  ENI_CO_CHECK(co_await std::move(joining));
  state_.network_bindings = network_.bindings();
  co_return Result<void>{};
}

Task<Result<void>> ContainerRun::open_log() {
  const auto configuration = read_log_configuration(spec_->log_configuration, kDefaultLogMode);
  if (configuration.has_error()) co_return cannot_log(configuration.error());
  Environment& env = parts_.engine.env;
  const LogServices services{parts_.engine.loop, env.random, *parts_.logs,
                             [&env, task = parts_.task.id](const std::string& line) {
                               env.log.warn(line, {{"task", task}});
                             }};
  const LogOwner owner{name(), state_.runtime_id, parts_.task.id, parts_.folder};
  auto driver = make_log_driver(*configuration, owner, services);
  auto starting = driver->start();
  if (const auto started = co_await std::move(starting); started.has_error())
    co_return cannot_log(started.error());
  log_ = std::make_unique<ContainerLog>(parts_.engine.loop, std::move(driver));
  co_return Result<void>{};
}

/// As Docker says it of a kernel that has none.
void ContainerRun::tell_swappiness() {
  if (container_limits(definition()).swappiness &&
      parts_.engine.limits->version() == world::ControlGroupVersion::kV2)
    parts_.engine.env.log.warn(
        "a container's swappiness is passed over: control groups of version 2 have none",
        {{"task", parts_.task.id}, {"container", name()}});
}

/// The runtime would lower them, too, and nobody would know.
void ContainerRun::lower_limits() {
  for (const world::LoweredLimit& limit : world::lower_to_machine(spec_->container.resource_limits))
    parts_.engine.env.log.warn("a container's limit is lowered to the machine's",
                               {{"task", parts_.task.id},
                                {"container", name()},
                                {"limit", limit.name},
                                {"asked", std::to_string(limit.asked)},
                                {"given", std::to_string(limit.given)}});
}

Task<Result<void>> ContainerRun::start() {
  std::array<net::Descriptor, 3> streams;
  if (!spec_->container.terminal) {
    auto opened = streams_.open(parts_.engine.loop, *log_, spec_->keeps_input_open);
    if (opened.has_error()) co_return Error{cannot_start(kNoDescriptors), ""};
    streams = *std::move(opened);
  }
  auto starting = parts_.engine.world.runtime().start(
      network(), spec_->container, {streams[0].get(), streams[1].get(), streams[2].get()},
      [endings = endings_](world::ProcessEnd end) { endings.push(end); }, group_entries());
  auto started = co_await std::move(starting);
  if (started.has_error()) co_return Error{cannot_start(started.error().message), ""};
  process_ = started->process;
  if (started->terminal &&
      streams_.take_terminal(parts_.engine.loop, *log_, std::move(started->terminal)).has_error()) {
    // It runs already, and would wait for ever for somebody to read.
    auto killing = send_signal(parts_.engine.world.world(), process_, SIGKILL);
    co_await std::move(killing);
    co_return Error{cannot_start(kNoDescriptors), ""};
  }
  last_started_at_ = parts_.engine.loop.now();
  if (!started_at_) started_at_ = last_started_at_;
  state_.status = ContainerStatus::kRunning;
  if (health_check_) {
    health_.emplace(*health_check_, last_started_at_);
    state_.health = ContainerHealth::kUnknown;
    health_checks_ = std::make_unique<TaskGroup>(
        logged_as(parts_.engine.env.log, "health checks of a container", parts_.task.arn + " " + name()));
    health_checks_->spawn(check_health());
  }
  enter(Phase::kRunning);
  if (is_off_) kill();
  parts_.on_change();
  co_return Result<void>{};
}

Task<void> ContainerRun::follow() {
  for (;;) {
    const world::ProcessEnd end = co_await endings_.pop();
    health_checks_.reset();
    if (!will_restart(end)) {
      auto finishing = log_->finish();
      co_await std::move(finishing);
      streams_.close();
      note_end(end);
      co_return;
    }
    state_.exit_code = reason_of(end).exit_code;
    enter(Phase::kCreating);
    auto forgetting = parts_.engine.world.runtime().remove(state_.runtime_id);
    co_await std::move(forgetting);
    auto starting = start();
    if (const Result<void> started = co_await std::move(starting); started.has_error()) {
      auto finishing = log_->finish();
      co_await std::move(finishing);
      fail(started.error().message);
      co_return;
    }
    state_.exit_code.reset();
  }
}

bool ContainerRun::will_restart(const world::ProcessEnd& end) const {
  const CompletedRun run{last_started_at_, parts_.engine.loop.now(), reason_of(end).exit_code};
  return !end.world_ended && should_restart(restart_policy_, run,
                                            is_stopping_ ? DesiredStatus::kStopped : DesiredStatus::kRunning);
}

ExitReason ContainerRun::reason_of(const world::ProcessEnd& end) const {
  return exit_reason({end, group_ && group_->was_out_of_memory()});
}

void ContainerRun::note_end(const world::ProcessEnd& end) {
  const ExitReason told = reason_of(end);
  network_.leave();
  state_.status = ContainerStatus::kStopped;
  state_.exit_code = told.exit_code;
  state_.reason =
      end.world_ended ? "DockerStateError: the world that the container ran in has ended" : told.reason;
  enter(Phase::kOver);
  parts_.on_change();
}

Task<void> ContainerRun::check_health() {
  for (;;) {
    co_await sleep_until(parts_.engine.loop, health_->next_run());
    auto running = try_health_check(health_->settings());
    HealthOutcome outcome = co_await std::move(running);
    if (!health_->on_outcome(std::move(outcome), parts_.engine.loop.now())) continue;
    state_.health = shown_health(health_->health());
    parts_.on_change();
  }
}

world::ExecutedProgram ContainerRun::program_of(std::vector<std::string> argv) const {
  world::ExecutedProgram program;
  program.argv = std::move(argv);
  program.environment = spec_->container.environment;
  program.directory = spec_->container.directory;
  program.user = spec_->container.user;
  return program;
}

Task<Result<world::Executed>> ContainerRun::exec(ContainerCommand command, std::array<int, 3> descriptors,
                                                 std::function<void(world::ProcessEnd)> on_end) {
  world::ExecutedProgram program = program_of(std::move(command.argv));
  program.terminal = command.has_terminal;
  if (!command.terminal_type.empty()) program.environment["TERM"] = command.terminal_type;
  if (command.is_root) program.user = {};
  return parts_.engine.world.runtime().exec(network(), state_.runtime_id, std::move(program), descriptors,
                                            std::move(on_end), group_entries());
}

LogPart ContainerRun::read_log(std::uint64_t seen) const {
  LogPart part;
  part.has_ended = phase_ == Phase::kOver;
  if (part.has_ended) {
    part.exit_code = state_.exit_code;
    part.reason = state_.reason;
  }
  if (!log_) return part;
  const LogTail& tail = log_->tail();
  part.count = tail.count();
  part.first = std::max(seen, tail.count() - tail.lines().size());
  for (std::size_t at = part.first - (tail.count() - tail.lines().size()); at < tail.lines().size(); ++at)
    part.text += tail.lines()[at].text + "\n";
  return part;
}

/// One that a defect ends is a check that failed, as one that Docker cannot run.
Task<HealthOutcome> ContainerRun::try_health_check(const HealthCheckSettings& settings) {
  try {
    auto running = run_health_check(parts_.engine.loop, parts_.engine.world,
                                    {state_.runtime_id, network(), group_entries()},
                                    program_of(settings.argv), settings.timeout);
    co_return co_await std::move(running);
  } catch (...) {
    co_return HealthOutcome{std::nullopt, what_of(std::current_exception())};
  }
}

Task<void> ContainerRun::stop() {
  is_stopping_ = true;
  if (phase_ == Phase::kWaiting || phase_ == Phase::kPulling) {
    work_.reset();
    state_.status = ContainerStatus::kStopped;
    phase_ = Phase::kOver;
    parts_.on_change();
    co_return;
  }
  while (phase_ == Phase::kCreating) (void)co_await phases_.pop();
  if (phase_ == Phase::kOver) co_return;
  auto asking = send_signal(parts_.engine.world.world(), process_, spec_->stop_signal);
  co_await std::move(asking);
  const TimePoint deadline = parts_.engine.loop.now() + spec_->stop_timeout;
  while (phase_ != Phase::kOver && parts_.engine.loop.now() < deadline)
    (void)co_await phases_.pop_until(deadline);
  for (int attempt = 0; attempt < kKills && phase_ != Phase::kOver; ++attempt) {
    kill();
    const TimePoint limit = parts_.engine.loop.now() + kKillLimit;
    while (phase_ != Phase::kOver && parts_.engine.loop.now() < limit)
      (void)co_await phases_.pop_until(limit);
  }
  if (phase_ == Phase::kOver) co_return;
  work_.reset();
  fail("CannotStopContainerError: the container did not end");
}

void ContainerRun::host_ended() {
  is_stopping_ = is_off_ = true;
  kill();
}

void ContainerRun::kill() {
  if (phase_ != Phase::kRunning) return;
  spawn_background(parts_.engine.env, send_signal(parts_.engine.world.world(), process_, SIGKILL));
}

Task<void> ContainerRun::remove() {
  if (state_.runtime_id.empty()) co_return;
  auto forgetting = parts_.engine.world.runtime().remove(state_.runtime_id);
  co_await std::move(forgetting);
  if (has_files_) {
    auto removing = parts_.engine.files.remove(state_.runtime_id);
    (void)co_await std::move(removing);
  }
  if (group_) {
    parts_.groups.erase(state_.runtime_id);
    auto releasing = parts_.engine.limits->remove(*std::exchange(group_, {}));
    (void)co_await std::move(releasing);
  }
  no_network_.reset();
  image_.reset();
}

}  // namespace eni::sandbox::task_engine
