#include "sandbox/task_engine/task_engine.h"

#include <algorithm>
#include <array>

#include "sandbox/gateway/background_work.h"
#include "sandbox/task_engine/access/access_pages.h"
#include "sandbox/task_engine/containers/image_users.h"
#include "sandbox/task_engine/images/image_pages.h"
#include "sandbox/task_engine/network/host_sockets.h"
#include "sandbox/task_engine/task_run.h"

namespace eni::sandbox::task_engine {

namespace {

/// Of tasks whose host boots.
constexpr std::chrono::seconds kEndLimit{60};

constexpr std::string_view kInstanceState = "EC2 Instance State-change Notification";
constexpr std::string_view kGroupRules = "Security Group Rules Change";
constexpr std::string_view kInterface = "Network Interface Change";
constexpr std::string_view kRouting = "VPC Routing Change";
constexpr std::string_view kCall = "AWS API Call via CloudTrail";

/// States in which a machine is off, or goes off: whatever ran on it has ended.
bool is_off(const std::string& state) {
  return state == "stopping" || state == "stopped" || state == "shutting-down" || state == "terminated";
}

bool is_reboot(const Event& event) {
  return event.detail_type == kCall && event.source == "aws.ec2" &&
         text_at(event.detail, "eventName") == "RebootInstances";
}

/// Source: AWS CloudTrail, "Contents", requestParameters of EC2's calls.
std::vector<std::string> rebooted_instances(const Event& event) {
  std::vector<std::string> ids;
  const json::object& set = object_at(object_at(event.detail, "requestParameters"), "instancesSet");
  for (const json::value& item : array_at(set, "items")) ids.push_back(text_at(item, "instanceId"));
  return ids;
}

/// To make a world.
constexpr int kAttempts = 3;

const char* trunk_text(world::Tagging tagging) {
  switch (tagging) {
    case world::Tagging::kVlan:
      return "tagged by the kernel's 802.1Q";
    case world::Tagging::kPrograms:
      return "tagged by BPF programs";
    case world::Tagging::kNone:
      break;
  }
  return "untagged: load the module 8021q, or run as root";
}

}  // namespace

class TaskEngine::Use {
 public:
  explicit Use(TaskEngine& engine) : engine_{engine} { ++engine_.uses_; }
  ~Use() {
    if (--engine_.uses_ == 0 && engine_.is_opening_) engine_.unused_.push(true);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  TaskEngine& engine_;
};

TaskEngine::TaskEngine(Environment& env, net::EventLoop& loop, HostAgents& agents, world::Reaper& reaper,
                       TaskEngineOptions options)
    : env_{env},
      loop_{loop},
      agents_{agents},
      reaper_{reaper},
      options_{std::move(options)},
      http_{net::StreamingClient::make(loop, {})},
      unused_{loop},
      boots_{loop},
      stopped_logs_{loop},
      told_{env, "states of a task's containers",
            [this](std::string task) { return tell(std::move(task)); }} {}

TaskEngine::~TaskEngine() = default;

void TaskEngine::start() {
  is_opening_ = true;
  spawn_background(env_, open());
}

/// What waits for an answer of the world, or for its turn, goes with the gateway, and may need all of it until then.
void TaskEngine::stop() {
  is_over_ = true;
  withdraw();
  if (ready_) ready_->world->world().kill();
}

void TaskEngine::withdraw() {
  if (ImagePages* pages = find_image_pages(env_)) pages->withdraw();
  if (AccessPages* pages = find_access_pages(env_)) pages->withdraw();
}

/// One that has ended answers nothing, so nobody uses it for long.
Task<void> TaskEngine::drop_world() {
  if (!ready_) co_return;
  withdraw();
  while (uses_ > 0) (void)co_await unused_.pop();
  const Duration delay = restart_delay_.after(loop_.now() - ready_->made);
  ready_.reset();
  has_world_ended_ = false;
  co_await sleep_for(loop_, delay);
}

/// Whatever comes of it, those who wait for it go on.
Task<void> TaskEngine::open() {
  co_await yield(loop_);
  auto dropping = keep_trying(retry_parts(env_), "end of the tasks' world", [this] { return drop_world(); });
  co_await std::move(dropping);
  auto opening = try_to_open();
  const Result<void> opened = co_await std::move(opening);
  is_opening_ = false;
  for (const Channel<bool>& one : std::exchange(waiting_, {})) one.push(true);
  const bool is_another = std::exchange(has_been_ready_, has_been_ready_ || opened.has_value());
  if (opened.has_error() && is_another) {
    env_.log.error("another world for tasks' containers cannot be made",
                   {{"reason", opened.error().message}, {"remedy", opened.error().hint}});
  } else if (opened.has_error()) {
    is_unavailable_ = true;
    env_.log.warn("tasks are simulated, their containers do not run",
                  {{"reason", opened.error().message}, {"remedy", opened.error().hint}});
    if (options_.on_unavailable) options_.on_unavailable(opened.error());
  } else {
    announce();
    if (is_another && options_.on_another_world) options_.on_another_world();
  }
  make_another();  // Should it have ended already.
}

/// A world that somebody kills while it is made says nothing of what this machine can.
Task<Result<void>> TaskEngine::try_to_open() {
  for (int attempt = 1;; ++attempt) {
    has_world_ended_ = false;
    auto opening = guarded("the making of the tasks' world", open_once());
    Result<void> opened = co_await std::move(opening);
    if (opened.has_value() || attempt == kAttempts) co_return opened;
    co_await sleep_for(loop_, restart_delay_.after(Duration{0}));
  }
}

/// A defect is a reason like others, to who waits and to the user.
Task<Result<void>> TaskEngine::guarded(std::string what, Task<Result<void>> work) {
  std::exception_ptr thrown;
  try {
    co_return co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  log_defect(env_.log, what, thrown);
  co_return Error{"internal failure: " + what_of(thrown), ""};
}

/// Before the first world, which would be in the sandbox's own group. They are the same for all worlds.
Task<void> TaskEngine::find_limits() {
  if (limits_ || no_limits_) co_return;
  auto taking = reaper_.take_control_groups();
  (void)co_await std::move(taking);  // Where it may have none, the sandbox may not either, and says so.
  auto limits = world::find_control_groups(loop_);
  if (limits.has_error()) {
    no_limits_ = limits.error();
  } else {
    limits_ = *std::move(limits);
  }
}

Task<Result<void>> TaskEngine::open_once() {
  TaskWorldOptions options{options_.images, options_.files,
                           [this](const std::string& line) {
                             env_.log.info("a program in the tasks' world says", {{"line", line}});
                           },
                           [this] { world_ended(); }, &reaper_};
  auto made = std::make_unique<Ready>();
  auto finding = find_limits();
  co_await std::move(finding);
  auto making = TaskWorld::make(loop_, std::move(options));
  ENI_CO_TRY(made->world, co_await std::move(making));
  made->made = loop_.now();
  made->images =
      std::make_unique<TaskImages>(env_, loop_, *http_, made->world->store(), agents_, options_.pulls);
  auto trying = world::try_internet_access(loop_, made->world->world());
  if (const auto tried = co_await std::move(trying); tried.has_error()) made->no_internet = tried.error();
  const RoutingParts routing{loop_,    env_.random,          env_.store,
                             env_.log, made->world->world(), !made->no_internet};
  made->vpcs = std::make_unique<Vpcs>(routing, made->world->tagging());
  made->bridges = std::make_unique<Bridges>(loop_, env_.store, made->world->world(), *made->vpcs);
  made->host_links =
      std::make_unique<HostLinks>(LinkLocalParts{env_, loop_, made->world->world(), agents_}, *made->vpcs);
  made->files = std::make_unique<world::RootFileSystems>(made->world->world(), options_.files);
  made->access = std::make_unique<EngineAccess>(made->world->world(), *made->vpcs,
                                                EngineTasks{runs_, stopped_logs_, find_shown});
  made->sessions =
      std::make_unique<CommandSessions>(SessionServices{loop_, env_.random, env_.log, *made->access});
  if (AccessPages* pages = find_access_pages(env_)) ENI_CO_CHECK(pages->serve(*made->access));
  ready_ = std::move(made);
  if (ImagePages* pages = find_image_pages(env_))
    pages->serve({ready_->world->store(), loop_, options_.pulls.platform, options_.images});
  co_return Result<void>{};
}

void TaskEngine::announce() const {
  env_.log.info("tasks run as containers", {{"runtime", ready_->world->runtime_program()},
                                            {"trunks", trunk_text(ready_->world->tagging())},
                                            {"users", std::to_string(ready_->world->world().users())},
                                            {"limits", no_limits_ ? "none" : "control groups"}});
  if (no_limits_)
    env_.log.warn("tasks have no limits of memory and CPU",
                  {{"reason", no_limits_->message}, {"remedy", no_limits_->hint}});
  if (const auto& no_internet = ready_->no_internet)
    env_.log.warn("tasks reach their VPCs, and not the internet",
                  {{"reason", no_internet->message}, {"remedy", no_internet->hint}});
  if (ready_->world->world().users() == 1)
    env_.log.warn("there is one user in tasks: images that change theirs, or their files' owners, may fail",
                  {{"remedy", kHowToLendUsers}});
}

void TaskEngine::world_ended() {
  has_world_ended_ = true;
  if (!is_over_)
    env_.log.error("the world of the tasks' containers has ended; its tasks stop, and another is made");
  for (const auto& [id, run] : runs_)
    if (!run->have_all_started()) run->interrupt();
  make_another();
}

void TaskEngine::make_another() {
  if (is_over_ || is_opening_ || !ready_ || !has_world_ended_ || !runs_.empty()) return;
  start();
}

Task<void> TaskEngine::await_opening() {
  const Channel<bool> opened{loop_};
  waiting_.push_back(opened);
  (void)co_await opened.pop();
}

Task<TaskEngine::Ready*> TaskEngine::ready() {
  if (!is_opening_ && !is_unavailable_ && !ready_) start();
  make_another();
  if (is_opening_) {
    auto waiting = await_opening();
    co_await std::move(waiting);
  }
  co_return ready_.get();
}

Task<TaskEngine::Ready*> TaskEngine::living() {
  auto first = ready();
  Ready* there = co_await std::move(first);
  while (there != nullptr && has_world_ended_) {
    make_another();
    auto waiting = await_opening();
    co_await std::move(waiting);
    there = ready_.get();
  }
  co_return there;
}

/// A boot may begin while there is no world.
Task<TaskEngine::Ready*> TaskEngine::ready_for(std::string task, std::string instance) {
  for (;;) {
    auto waiting = living();
    Ready* there = co_await std::move(waiting);
    if (!boots_.is_booting(instance) || !starting_.contains(task)) co_return there;
    auto booting = boots_.await_change(instance);
    co_await std::move(booting);
  }
}

Task<bool> TaskEngine::is_available() {
  auto waiting = ready();
  const Ready* there = co_await std::move(waiting);
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
  Ready* there = co_await std::move(waiting);
  if (is_unavailable_) co_return Result<void>{};
  if (starting_.erase(id) == 0) co_return Error{"The task was stopped while its containers started", ""};
  if (there == nullptr) co_return Error{"There is no world for the task's containers", ""};
  const EngineParts parts{env_,         loop_,           *there->world,      *there->images,
                          *there->vpcs, *there->bridges, *there->host_links, *there->files,
                          agents_,      limits_.get()};
  const auto run = std::make_shared<TaskRun>(parts, std::move(task), [this, id] { told_.begin(id); });
  runs_.emplace(id, run);
  auto running = guarded("the start of " + run->task().arn, run->run());
  Result<void> ran = co_await std::move(running);
  if (ran.has_error() && has_world_ended_)
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
  auto waiting = ready();
  Ready* there = co_await std::move(waiting);
  if (there == nullptr) co_return Error{"no traffic flows in VPCs here", ""};
  const Use use{*this};
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
  auto waiting = living();
  Ready* there = co_await std::move(waiting);
  if (there == nullptr) co_return std::unique_ptr<HostNetwork>{};
  const Use use{*this};
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
  make_another();
}

bool TaskEngine::has_runs_on(const std::string& instance) const {
  return std::any_of(runs_.begin(), runs_.end(),
                     [&](const auto& entry) { return entry.second->task().instance_id == instance; });
}

void TaskEngine::remove_host(const std::string& instance) {
  ended_hosts_.erase(instance);
  if (!ready_) return;
  ready_->bridges->remove(instance);
  ready_->host_links->remove(instance);
  ready_->vpcs->remove_host(instance);
}

bool TaskEngine::has(const std::string& task) const { return runs_.contains(task); }

Result<OpenedSession> TaskEngine::open_session(const std::string& task, const std::string& container,
                                               std::vector<std::string> argv) {
  const auto found = runs_.find(task);
  const ContainerRun* run = found == runs_.end() ? nullptr : found->second->find_container(container);
  if (!ready_ || run == nullptr || run->state().status != ContainerStatus::kRunning)
    return Error{"the container " + container + " does not run", ""};
  return ready_->sessions->open(task, container, std::move(argv));
}

bool TaskEngine::hears(const Event& event) const {
  if (is_reboot(event)) return true;
  static constexpr std::array<std::string_view, 4> kTypes{kInstanceState, kGroupRules, kInterface, kRouting};
  return std::ranges::find(kTypes, event.detail_type) != kTypes.end();
}

void TaskEngine::receive(const Event& event) {
  const bool is_off_now = event.detail_type == kInstanceState && is_off(text_at(event.detail, "state"));
  if (is_off_now) agents_.host_ended(text_at(event.detail, "instance-id"));
  if (!ready_) return;
  if (is_reboot(event)) {
    for (const std::string& instance : rebooted_instances(event)) host_rebooted(instance);
  } else if (event.detail_type == kGroupRules) {
    ready_->vpcs->group_changed(text_at(event.detail, "group-id"));
  } else if (event.detail_type == kInterface) {
    ready_->vpcs->interface_changed(text_at(event.detail, "network-interface-id"));
  } else if (event.detail_type == kRouting) {
    ready_->vpcs->routing_changed();
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
