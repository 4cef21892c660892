#include "sandbox/task_engine/task_run.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/awaited_tasks.h"
#include "sandbox/task_engine/containers/definition_members.h"
#include "sandbox/task_engine/isolated_network.h"
#include "sandbox/task_engine/network_files.h"
#include "sandbox/task_engine/task_limits.h"
#include "sandbox/task_engine/task_volumes.h"
#include "vpc/names.h"

namespace eni::sandbox::task_engine {

namespace {

/// For a wait that only a change ends.
constexpr std::chrono::hours kNoLimit{24};

/// For ECS to hear that a host is off.
constexpr std::chrono::seconds kHostIsOffLimit{60};

Progress progress_of(const ContainerRun& container) {
  Progress out;
  const ContainerState& state = container.state();
  if (state.status == ContainerStatus::kRunning) out.stage = Progress::Stage::kRunning;
  if (state.status == ContainerStatus::kStopped) out.stage = Progress::Stage::kStopped;
  out.exit_code = state.exit_code;
  out.is_healthy = state.health == ContainerHealth::kHealthy;
  out.started_at = container.started_at();
  return out;
}

/// Of the agent's, when the network's plugins fail. Source: amazon-ecs-agent, ContainerNetworkingError.
Error networking_error(const Error& error) {
  return {"ContainerNetworkingError: failed to setup network namespace: " + to_string(error), ""};
}

}  // namespace

TaskRun::TaskRun(EngineParts engine, TaskToRun task, std::function<void()> on_change)
    : parts_{engine, std::move(task), [this] { container_changed(); }},
      changes_{engine.loop},
      on_change_{std::move(on_change)} {
  if (!parts_.task.role_arn.empty()) parts_.credentials_id = engine.env.random.uuid();
  parts_.logs = std::make_unique<TaskLogs>(engine.env, engine.agents, parts_.task);
  parts_.folder = engine.world.tasks_folder() + "/" + parts_.task.id;
  for (std::size_t index = 0; index < parts_.task.containers.size(); ++index) {
    parts_.metadata_ids.push_back(engine.env.random.uuid());
    containers_.push_back(std::make_unique<ContainerRun>(parts_, index));
  }
}

TaskRun::~TaskRun() = default;

void TaskRun::container_changed() {
  changes_.push(true);
  on_change_();
}

std::vector<ContainerState> TaskRun::states() const {
  std::vector<ContainerState> out;
  for (const auto& container : containers_) out.push_back(container->state());
  return out;
}

StoppedLogs::Parts TaskRun::logs() const {
  StoppedLogs::Parts out;
  for (const auto& container : containers_) out.emplace(container->name(), container->read_log(0));
  return out;
}

ContainerRun* TaskRun::find_container(const std::string& name) const {
  for (const auto& container : containers_)
    if (container->name() == name) return container.get();
  return nullptr;
}

int TaskRun::network() const {
  if (parts_.network >= 0) return parts_.network;
  int isolated = -1;
  for (const auto& container : containers_) {
    if (container->network() >= 0 && !container->is_isolated()) return container->network();
    if (isolated < 0) isolated = container->network();
  }
  return isolated;
}

std::vector<Progress> TaskRun::progress() const {
  std::vector<Progress> out;
  for (const auto& container : containers_) out.push_back(progress_of(*container));
  return out;
}

Task<Result<void>> TaskRun::run() {
  auto starting = start();
  const Result<void> started = co_await std::move(starting);
  if (is_host_off_) {
    auto waiting = await_interruption();
    co_await std::move(waiting);
  }
  co_return started;
}

/// Not for ever, should nobody tell that the task is to stop.
Task<void> TaskRun::await_interruption() {
  const TimePoint limit = parts_.engine.loop.now() + kHostIsOffLimit;
  while (!is_interrupted_ && parts_.engine.loop.now() < limit) (void)co_await changes_.pop_until(limit);
}

Task<Result<void>> TaskRun::start() {
  auto preparing = prepare();
  ENI_CO_CHECK(co_await std::move(preparing));
  while (!have_all_started()) {
    if (is_interrupted_ || is_host_off_)
      co_return Error{"The task was stopped while its containers started", ""};
    StartDecision decision = dependencies_->decide(progress(), parts_.engine.loop.now());
    // One that is being made comes to its end as it is.
    std::erase_if(decision.never, [&](const UnstartableContainer& one) {
      return containers_.at(one.container)->has_begun();
    });
    for (const UnstartableContainer& one : decision.never)
      containers_.at(one.container)->give_up("TaskDependencyError: " + one.reason);
    if (decision.task_cannot_start()) co_return Error{"Task failed to start", ""};
    for (const std::size_t index : decision.may_start)
      if (!containers_.at(index)->has_begun()) containers_.at(index)->begin();
    (void)co_await changes_.pop_until(decision.next_timeout.value_or(parts_.engine.loop.now() + kNoLimit));
  }
  if (has_failed_to_start()) co_return Error{"Task failed to start", ""};
  co_return Result<void>{};
}

/// An essential container has ended without having run.
bool TaskRun::has_failed_to_start() const {
  for (std::size_t index = 0; index < containers_.size(); ++index) {
    const ContainerState& state = containers_.at(index)->state();
    const bool is_essential = flag_at(parts_.task.containers.at(index).as_object(), "essential", true);
    if (is_essential && state.status == ContainerStatus::kStopped && !state.exit_code) return true;
  }
  return false;
}

bool TaskRun::have_all_started() const {
  for (const auto& container : containers_)
    if (container->state().status == ContainerStatus::kPending) return false;
  return true;
}

void TaskRun::interrupt() {
  is_interrupted_ = true;
  changes_.push(true);
}

Task<Result<void>> TaskRun::prepare() {
  ENI_CO_CHECK(check_task_members(parts_.task.definition));
  ENI_CO_TRY(dependencies_, Dependencies::read(parts_.task.containers));
  auto connecting = connect();
  if (const Result<void> connected = co_await std::move(connecting); connected.has_error())
    co_return networking_error(connected.error());
  if (parts_.engine.limits != nullptr) {
    ENI_CO_TRY(group_, parts_.engine.limits->make_task(parts_.task.id, task_limits(parts_.task)));
  }
  auto making = make_files();
  ENI_CO_CHECK(co_await std::move(making));
  auto resolving = resolve_secrets(parts_.engine.env, parts_.engine.agents, parts_.task);
  ENI_CO_TRY(parts_.secrets, co_await std::move(resolving));
  auto reading = read_environment_files(parts_.engine.env, parts_.engine.agents, parts_.task);
  ENI_CO_TRY(parts_.environment_files, co_await std::move(reading));
  co_return Result<void>{};
}

/// Each mode's network, and what its containers find at its name in /etc.
Task<Result<void>> TaskRun::connect() {
  const std::string& mode = parts_.task.network_mode;
  if (mode == "none") {
    auto making = make_isolated_network(parts_.engine.world.world());
    ENI_CO_TRY(own_network_, co_await std::move(making));
    parts_.network = own_network_->descriptor.get();
    parts_.routes = &own_network_->routes;
    co_return Result<void>{};
  }
  if (mode != "awsvpc" && mode != "host" && mode != "bridge")
    co_return Error{"the sandbox runs no tasks of the network mode " + mode, ""};
  Vpcs& vpcs = parts_.engine.vpcs;
  const std::string& instance = parts_.task.instance_id;
  auto connecting = mode == "awsvpc" ? vpcs.connect(parts_.task.id, instance, parts_.task.interface_id)
                                     : vpcs.connect_to_host(instance);
  ENI_CO_TRY(const ConnectedTask connected, co_await std::move(connecting));
  const bool is_shared = mode != "bridge";
  if (is_shared) {
    parts_.network = connected.network->descriptor.get();
    parts_.routes = &connected.network->routes;
    parts_.host_name = connected.interface.private_dns_name;
  }
  parts_.interface = connected.interface;
  parts_.vpc_block = block_of_vpc(parts_.engine.env.store, connected.interface.vpc).value_or(vpc::Cidr4{});
  parts_.search_domains = {vpc::private_domain(parts_.task.region.value)};
  endpoints_ = std::make_unique<TaskEndpoints>(parts_, [this] { return states(); });
  parts_.endpoints = endpoints_.get();
  auto opening = endpoints_->open();
  ENI_CO_CHECK(co_await std::move(opening));
  if (mode == "awsvpc") co_return endpoints_->attach(*parts_.routes);
  co_return Result<void>{};
}

NetworkNames TaskRun::network_names() const {
  NetworkNames names;
  names.host_name = parts_.host_name;
  if (parts_.interface) names.address = parts_.interface->wire.address;
  names.search_domains = parts_.search_domains;
  if (endpoints_) names.dns_servers = {endpoints_->name_server()};
  return names;
}

Task<Result<void>> TaskRun::make_files() {
  if (mkdir(parts_.folder.c_str(), S_IRWXU) != 0)
    co_return Error{"cannot create " + parts_.folder + ": " + std::strerror(errno), ""};
  ENI_CO_CHECK(parts_.engine.world.world().give(parts_.folder));
  if (parts_.task.network_mode == "awsvpc")
    ENI_CO_CHECK(write_network_files(parts_.engine.world.world(), parts_.folder + "/etc", network_names()));
  auto binding = bind_volumes();
  co_return co_await std::move(binding);
}

/// What containers have put on a host's disk, or into a file system, may be links to other tasks' folders, and may be put there at any
/// moment: so a volume is a mount of the very folder that was looked up, at a place that no container sees.
Task<Result<void>> TaskRun::bind_volumes() {
  ENI_CO_TRY(const auto folders,
             volume_folders(parts_.task.volumes, parts_.task.id, parts_.task.instance_id));
  TaskWorld& world = parts_.engine.world;
  std::set<std::string> own;
  for (const auto& [name, folder] : folders) {
    const std::string place = "tasks/" + parts_.task.id + "/mounts/" + std::to_string(parts_.volumes.size());
    auto binding = world.world().bind_folder(world.files() + "/" + folder, world.files() + "/" + place);
    if (const auto bound = co_await std::move(binding); bound.has_error())
      co_return Error{"CannotCreateVolumeError: volume " + name + ": " + bound.error().message, ""};
    parts_.volumes[name] = TaskWorld::inside(place);
    if (folder.starts_with("tasks/")) own.insert(parts_.volumes[name]);
    volume_mounts_.push_back(world.files() + "/" + place);
  }
  parts_.volume_content =
      std::make_unique<VolumeContent>(parts_.engine.loop, parts_.engine.world.world(), std::move(own));
  co_return Result<void>{};
}

/// Then all that is the task's own. Nothing of a volume that cannot be taken away: hosts and other tasks have it, too.
Task<Result<void>> TaskRun::remove_files() {
  for (const std::string& place : std::exchange(volume_mounts_, {})) {
    auto unmounting = parts_.engine.world.world().unmount(place);
    ENI_CO_CHECK(co_await std::move(unmounting));
  }
  auto removing = parts_.engine.world.world().remove(parts_.folder);
  co_return co_await std::move(removing);
}

/// Those first that no running one depends on, all of a kind at a time.
Task<void> TaskRun::stop_containers() {
  for (const auto& container : containers_) {
    if (container->state().status != ContainerStatus::kPending) continue;
    auto stopping = container->stop();
    co_await std::move(stopping);
  }
  for (;;) {
    const auto next = dependencies_->may_stop(progress());
    if (next.empty()) co_return;
    AwaitedTasks<> stopping{parts_.engine.loop};
    for (const std::size_t index : next) stopping.spawn(containers_.at(index)->stop());
    for (std::size_t count = 0; count < next.size(); ++count) {
      auto ending = stopping.next();
      co_await std::move(ending);
    }
  }
}

Task<void> TaskRun::stop() {
  if (dependencies_) {
    auto stopping = stop_containers();
    co_await std::move(stopping);
  }
  for (const auto& container : containers_) {
    auto removing = container->remove();
    co_await std::move(removing);
  }
  parts_.endpoints = nullptr;
  endpoints_.reset();
  // Before it goes: its descriptor's number may be another network's in a moment, and the task is still there for who asks for it.
  parts_.network = -1;
  parts_.routes = nullptr;
  own_network_.reset();
  if (parts_.task.network_mode == "awsvpc") parts_.engine.vpcs.disconnect(parts_.task.id);
  if (group_) {
    auto releasing = parts_.engine.limits->remove(*std::exchange(group_, {}));
    (void)co_await std::move(releasing);
  }
  auto removing = remove_files();
  if (const auto removed = co_await std::move(removing); removed.has_error())
    parts_.engine.env.log.warn("a task's folder cannot be removed",
                               {{"task", parts_.task.id}, {"reason", removed.error().message}});
}

void TaskRun::host_ended() {
  interrupt();
  for (const auto& container : containers_) container->host_ended();
}

void TaskRun::host_turned_off() {
  is_host_off_ = true;
  changes_.push(true);
  for (const auto& container : containers_) container->host_ended();
}

}  // namespace eni::sandbox::task_engine
