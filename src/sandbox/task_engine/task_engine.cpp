#include "sandbox/task_engine/task_engine.h"

#include <algorithm>
#include <array>

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/task_engine/network/host_sockets.h"
#include "sandbox/task_engine/task_run.h"

namespace eni::sandbox::task_engine {

namespace {

/// Of tasks whose host boots.
constexpr std::chrono::seconds kEndLimit{60};

constexpr std::string_view kGroupRules = "Security Group Rules Change";
constexpr std::string_view kInterface = "Network Interface Change";
constexpr std::string_view kRouting = "VPC Routing Change";

/// States in which a machine is off, or goes off: whatever ran on it has ended.
bool is_off(const std::string& state) {
  return state == "stopping" || state == "stopped" || state == "shutting-down" || state == "terminated";
}

}  // namespace

TaskEngine::TaskEngine(Environment& env, net::EventLoop& loop, HostAgents& agents, world::Reaper& reaper,
                       TaskEngineOptions options)
    : env_{env},
      loop_{loop},
      agents_{agents},
      worlds_{env, loop, agents, reaper, std::move(options), EngineTasks{runs_, stopped_logs_, find_shown}},
      boots_{loop},
      stopped_logs_{loop},
      told_{env, "states of a task's containers",
            [this](std::string task) { return tell(std::move(task)); }} {}

TaskEngine::~TaskEngine() = default;

void TaskEngine::start() { worlds_.start(); }

void TaskEngine::stop() { worlds_.stop(); }

/// A boot may begin while there is no world.
Task<EngineWorld*> TaskEngine::ready_for(std::string task, std::string instance) {
  for (;;) {
    auto waiting = worlds_.living();
    EngineWorld* there = co_await std::move(waiting);
    if (!boots_.is_booting(instance) || !starting_.contains(task)) co_return there;
    auto booting = boots_.await_change(instance);
    co_await std::move(booting);
  }
}

Task<bool> TaskEngine::is_available() {
  auto waiting = worlds_.ready();
  const EngineWorld* there = co_await std::move(waiting);
  co_return there != nullptr;
}

Task<Result<void>> TaskEngine::run(TaskToRun task) {
  const std::string id = task.id;
  if (const auto found = runs_.find(id); found != runs_.end()) {
    if (found->second->have_all_started()) co_return Result<void>{};
    co_return Error{"The start of the task's containers was broken off", ""};
  }
  ended_hosts_.erase(task.instance_id);  // It has started again.
  starting_.insert(id);
  auto waiting = ready_for(id, task.instance_id);
  EngineWorld* there = co_await std::move(waiting);
  if (worlds_.is_unavailable()) co_return Result<void>{};
  if (starting_.erase(id) == 0) co_return Error{"The task was stopped while its containers started", ""};
  if (there == nullptr) co_return Error{"There is no world for the task's containers", ""};
  const EngineParts parts{env_,         loop_,           *there->world,      *there->images,
                          *there->vpcs, *there->bridges, *there->host_links, *there->files,
                          agents_,      worlds_.limits()};
  const auto run = std::make_shared<TaskRun>(parts, std::move(task), [this, id] { told_.begin(id); });
  runs_.emplace(id, run);
  auto running = defect_as_error(env_.log, "the start of " + run->task().arn, run->run());
  Result<void> ran = co_await std::move(running);
  if (ran.has_error() && worlds_.has_ended())
    co_return Error{"The world of the task's containers has ended while they started", ""};
  // Whom ECS tells of the task's ports next has to find them.
  if (ran.has_value() && run->task().network_mode == "bridge") {
    auto telling = tell(id);
    co_await std::move(telling);
  }
  co_return ran;
}

/// To load balancers and SOCKS it is a reason why there is no connection now, and nothing to end for.
Task<Result<net::Descriptor>> TaskEngine::open_socket(std::string vpc, std::optional<OwnAddress> own,
                                                      SocketOpener open) {
  try {
    auto trying = try_to_open_socket(vpc, std::move(own), std::move(open));
    co_return co_await std::move(trying);
  } catch (...) {
    log_defect(env_.log, "a VPC's socket", std::current_exception(), vpc);
    co_return Error{"an internal error occurred; the sandbox's log has its cause", ""};
  }
}

Task<Result<net::Descriptor>> TaskEngine::try_to_open_socket(std::string vpc, std::optional<OwnAddress> own,
                                                             SocketOpener open) {
  auto waiting = worlds_.ready();
  EngineWorld* there = co_await std::move(waiting);
  if (there == nullptr) co_return Error{"no traffic flows in VPCs here", ""};
  const EngineWorlds::Use use{worlds_};
  if (own) {
    auto owning = there->vpcs->own(vpc, *std::move(own));
    ENI_CO_CHECK(co_await std::move(owning));
  }
  auto opening = open(*there->vpcs);
  co_return co_await std::move(opening);
}

Task<Result<net::Descriptor>> TaskEngine::listen(std::string vpc, std::string address, std::uint16_t port) {
  return open_socket(vpc, std::nullopt, [=](Vpcs& vpcs) { return vpcs.listen(vpc, address, port); });
}

Task<Result<net::Descriptor>> TaskEngine::connect(std::string vpc, std::string address, std::uint16_t port) {
  return open_socket(vpc, std::nullopt, [=](Vpcs& vpcs) { return vpcs.connect_to(vpc, address, port); });
}

Task<Result<net::Descriptor>> TaskEngine::listen_as(std::string vpc, OwnAddress own, std::uint16_t port) {
  return open_socket(vpc, own, [=](Vpcs& vpcs) { return vpcs.listen(vpc, own.address, port); });
}

Task<Result<net::Descriptor>> TaskEngine::connect_as(std::string vpc, OwnAddress own, std::string address,
                                                     std::uint16_t port) {
  return open_socket(vpc, own, [=](Vpcs& vpcs) { return vpcs.connect_to(vpc, address, port, own.address); });
}

/// As on AWS, where a reboot ends the containers. ECS hears of it as of any other end.
void TaskEngine::host_rebooted(const std::string& instance) {
  for (const auto& [id, run] : runs_)
    if (run->task().instance_id == instance) run->host_ended();
}

Task<void> TaskEngine::end_runs_on(std::string instance) {
  ended_hosts_.erase(instance);
  host_rebooted(instance);
  const TimePoint limit = loop_.now() + kEndLimit;
  while (has_runs_on(instance) && loop_.now() < limit) {
    const Channel<bool> ended{loop_};
    waiting_for_ends_.push_back(ended);
    (void)co_await ended.pop_until(limit);
  }
}

Task<Result<std::unique_ptr<HostNetwork>>> TaskEngine::open_host(std::string instance, aws::Region region,
                                                                 std::optional<isolation::Listener> sandbox) {
  auto boot = boots_.begin(instance);
  auto ending = end_runs_on(instance);
  co_await std::move(ending);
  auto waiting = worlds_.living();
  EngineWorld* there = co_await std::move(waiting);
  if (there == nullptr) co_return std::unique_ptr<HostNetwork>{};
  const EngineWorlds::Use use{worlds_};
  // It lets whoever asks on the host do everything, which no task may.
  if (has_runs_on(instance)) sandbox.reset();
  auto opening =
      open_host_network(env_.store, there->world->world(), *there->vpcs, *there->host_links,
                        {std::move(instance), std::move(region), std::move(sandbox), std::move(boot)});
  co_return co_await std::move(opening);
}

std::set<ConnectedVpc> TaskEngine::connected_vpcs() const {
  std::set<ConnectedVpc> vpcs;
  for (const auto& [id, run] : runs_) {
    const auto interfaces = interfaces_of_instance(env_.store, run->task().instance_id);
    if (!interfaces.empty()) vpcs.insert({interfaces.front().vpc, run->task().region.value});
  }
  return vpcs;
}

Task<void> TaskEngine::tell(std::string task) {
  const auto found = runs_.find(task);
  if (found != runs_.end() && on_change) on_change(task, found->second->states());
  co_return;
}

void TaskEngine::interrupt(const std::string& task) {
  if (starting_.erase(task) > 0) boots_.wake();
  if (const auto found = runs_.find(task); found != runs_.end()) found->second->interrupt();
}

Task<void> TaskEngine::stop(std::string task) {
  const auto found = runs_.find(task);
  if (found == runs_.end()) co_return;
  const std::shared_ptr<TaskRun> run = found->second;
  auto stopping = run->stop();
  co_await std::move(stopping);
  auto telling = tell(task);
  co_await std::move(telling);
  const std::string instance = run->task().instance_id;
  stopped_logs_.keep(task, run->logs());
  runs_.erase(task);
  for (const Channel<bool>& one : std::exchange(waiting_for_ends_, {})) one.push(true);
  if (ended_hosts_.contains(instance) && !has_runs_on(instance)) remove_host(instance);
  worlds_.make_another();
}

bool TaskEngine::has_runs_on(const std::string& instance) const {
  return std::any_of(runs_.begin(), runs_.end(),
                     [&](const auto& entry) { return entry.second->task().instance_id == instance; });
}

void TaskEngine::remove_host(const std::string& instance) {
  ended_hosts_.erase(instance);
  EngineWorld* const there = worlds_.current();
  if (there == nullptr) return;
  there->bridges->remove(instance);
  there->host_links->remove(instance);
  there->vpcs->remove_host(instance);
}

bool TaskEngine::has(const std::string& task) const { return runs_.contains(task); }

Result<OpenedSession> TaskEngine::open_session(const std::string& task, const std::string& container,
                                               std::vector<std::string> argv) {
  const auto found = runs_.find(task);
  const ContainerRun* run = found == runs_.end() ? nullptr : found->second->find_container(container);
  EngineWorld* const there = worlds_.current();
  if (there == nullptr || run == nullptr || run->state().status != ContainerStatus::kRunning)
    return Error{"the container " + container + " does not run", ""};
  return there->sessions->open(task, container, std::move(argv));
}

bool TaskEngine::hears(const Event& event) const {
  if (!rebooted_instances(event).empty()) return true;
  static constexpr std::array<std::string_view, 4> kTypes{kInstanceStateChange, kGroupRules, kInterface,
                                                          kRouting};
  return std::ranges::find(kTypes, event.detail_type) != kTypes.end();
}

void TaskEngine::receive(const Event& event) {
  const bool is_off_now = event.detail_type == kInstanceStateChange && is_off(text_at(event.detail, "state"));
  if (is_off_now) agents_.host_ended(text_at(event.detail, "instance-id"));
  EngineWorld* const there = worlds_.current();
  if (there == nullptr) return;
  for (const std::string& instance : rebooted_instances(event)) host_rebooted(instance);
  if (event.detail_type == kGroupRules) {
    there->vpcs->group_changed(text_at(event.detail, "group-id"));
  } else if (event.detail_type == kInterface) {
    there->vpcs->interface_changed(text_at(event.detail, "network-interface-id"));
  } else if (event.detail_type == kRouting) {
    there->vpcs->routing_changed();
  } else if (is_off_now) {
    host_ended(text_at(event.detail, "instance-id"));
  }
}

void TaskEngine::host_ended(const std::string& instance) {
  for (const auto& [id, run] : runs_)
    if (run->task().instance_id == instance) run->host_turned_off();
  // What its tasks still use goes with the last of them.
  if (has_runs_on(instance)) {
    ended_hosts_.insert(instance);
  } else {
    remove_host(instance);
  }
}

}  // namespace eni::sandbox::task_engine
