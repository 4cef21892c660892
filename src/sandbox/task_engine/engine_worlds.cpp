#include "sandbox/task_engine/engine_worlds.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/task_engine/access/access_pages.h"
#include "sandbox/task_engine/containers/image_users.h"
#include "sandbox/task_engine/images/image_pages.h"

namespace eni::sandbox::task_engine {
namespace {

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

EngineWorlds::EngineWorlds(Environment& env, net::EventLoop& loop, HostAgents& agents, world::Reaper& reaper,
                           TaskEngineOptions options, EngineTasks tasks)
    : env_{env},
      loop_{loop},
      agents_{agents},
      reaper_{reaper},
      options_{std::move(options)},
      tasks_{tasks},
      http_{net::StreamingClient::make(loop, {})},
      unused_{loop} {}

void EngineWorlds::start() {
  is_opening_ = true;
  spawn_background(env_, open());
}

void EngineWorlds::stop() {
  is_over_ = true;
  withdraw();
  if (current_) current_->world->world().kill();
}

void EngineWorlds::withdraw() {
  if (ImagePages* pages = find_image_pages(env_)) pages->withdraw();
  if (AccessPages* pages = find_access_pages(env_)) pages->withdraw();
}

/// One that has ended answers nothing, so nobody uses it for long.
Task<void> EngineWorlds::drop_world() {
  if (!current_) co_return;
  withdraw();
  while (uses_ > 0) (void)co_await unused_.pop();
  const Duration delay = restart_delay_.after(loop_.now() - current_->made);
  current_.reset();
  has_world_ended_ = false;
  co_await sleep_for(loop_, delay);
}

/// Whatever comes of it, those who wait for it go on.
Task<void> EngineWorlds::open() {
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
Task<Result<void>> EngineWorlds::try_to_open() {
  for (int attempt = 1;; ++attempt) {
    has_world_ended_ = false;
    auto opening = defect_as_error(env_.log, "the making of the tasks' world", open_once());
    Result<void> opened = co_await std::move(opening);
    if (opened.has_value() || attempt == kAttempts) co_return opened;
    co_await sleep_for(loop_, restart_delay_.after(Duration{0}));
  }
}

/// Before the first world, which would be in the sandbox's own group. They are the same for all worlds.
Task<void> EngineWorlds::find_limits() {
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

Task<Result<void>> EngineWorlds::open_once() {
  TaskWorldOptions options{options_.images, options_.files,
                           [this](const std::string& line) {
                             env_.log.info("a program in the tasks' world says", {{"line", line}});
                           },
                           [this] { world_ended(); }, &reaper_};
  auto made = std::make_unique<EngineWorld>();
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
  made->access = std::make_unique<EngineAccess>(made->world->world(), *made->vpcs, tasks_);
  made->sessions =
      std::make_unique<CommandSessions>(SessionServices{loop_, env_.random, env_.log, *made->access});
  if (AccessPages* pages = find_access_pages(env_)) ENI_CO_CHECK(pages->serve(*made->access));
  current_ = std::move(made);
  if (ImagePages* pages = find_image_pages(env_))
    pages->serve({current_->world->store(), loop_, options_.pulls.platform, options_.images});
  co_return Result<void>{};
}

void EngineWorlds::announce() const {
  env_.log.info("tasks run as containers", {{"runtime", current_->world->runtime_program()},
                                            {"trunks", trunk_text(current_->world->tagging())},
                                            {"users", std::to_string(current_->world->world().users())},
                                            {"limits", no_limits_ ? "none" : "control groups"}});
  if (no_limits_)
    env_.log.warn("tasks have no limits of memory and CPU",
                  {{"reason", no_limits_->message}, {"remedy", no_limits_->hint}});
  if (const auto& no_internet = current_->no_internet)
    env_.log.warn("tasks reach their VPCs, and not the internet",
                  {{"reason", no_internet->message}, {"remedy", no_internet->hint}});
  if (current_->world->world().users() == 1)
    env_.log.warn("there is one user in tasks: images that change theirs, or their files' owners, may fail",
                  {{"remedy", kHowToLendUsers}});
}

void EngineWorlds::world_ended() {
  has_world_ended_ = true;
  if (!is_over_)
    env_.log.error("the world of the tasks' containers has ended; its tasks stop, and another is made");
  for (const auto& [id, run] : tasks_.runs)
    if (!run->have_all_started()) run->interrupt();
  make_another();
}

void EngineWorlds::make_another() {
  if (is_over_ || is_opening_ || !current_ || !has_world_ended_ || !tasks_.runs.empty()) return;
  start();
}

Task<void> EngineWorlds::await_opening() {
  const Channel<bool> opened{loop_};
  waiting_.push_back(opened);
  (void)co_await opened.pop();
}

Task<EngineWorld*> EngineWorlds::ready() {
  if (!is_opening_ && !is_unavailable_ && !current_) start();
  make_another();
  if (is_opening_) {
    auto waiting = await_opening();
    co_await std::move(waiting);
  }
  co_return current_.get();
}

Task<EngineWorld*> EngineWorlds::living() {
  auto first = ready();
  EngineWorld* there = co_await std::move(first);
  while (there != nullptr && has_world_ended_) {
    make_another();
    auto waiting = await_opening();
    co_await std::move(waiting);
    there = current_.get();
  }
  co_return there;
}

}  // namespace eni::sandbox::task_engine
