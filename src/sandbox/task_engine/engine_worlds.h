#pragma once
/// The world that tasks run in, with what needs one: made soon after the start, and anew once one has ended and nothing is left that ran in
/// it. Worlds that do not live long are made later each time (world/restart_delay.h).
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/streaming_client.h"
#include "sandbox/task_engine/engine_access.h"
#include "sandbox/task_engine/network/host_links.h"
#include "sandbox/task_engine/session/command_sessions.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

struct TaskEngineOptions {
  std::string images;  ///< folder of the store's names and blobs
  std::string files;   ///< folder of what the world's users have
  TaskImagesOptions pulls;
  /// There can be no containers, and why. Tasks are simulated from then on; who wants none of that ends the sandbox.
  std::function<void(const Error&)> on_unavailable;
  /// There is another world: sockets of VPCs that were handed out before lead nowhere any more.
  std::function<void()> on_another_world;
};

/// A world with what needs one.
struct EngineWorld {
  std::unique_ptr<TaskWorld> world;
  std::unique_ptr<TaskImages> images;
  std::unique_ptr<Vpcs> vpcs;
  std::unique_ptr<Bridges> bridges;
  std::unique_ptr<HostLinks> host_links;
  std::unique_ptr<world::RootFileSystems> files;
  std::optional<Error> no_internet;  ///< why VPCs have no way out here
  std::unique_ptr<EngineAccess> access;
  std::unique_ptr<CommandSessions> sessions;
  TimePoint made;
};

class EngineWorlds {
 public:
  /// @param agents  outlive it, as the reaper and the tasks do
  EngineWorlds(Environment& env, net::EventLoop& loop, HostAgents& agents, world::Reaper& reaper,
               TaskEngineOptions options, EngineTasks tasks);

  void start();
  /// What waits for an answer of the world, or for its turn, goes with the gateway, and may need all of it until then.
  void stop();

  /// The present one, which may have ended. Null before the first, between two, and where there can be none.
  EngineWorld* current() const { return current_.get(); }
  /// Waits for the one that is being made. Null where there can be none. It may have ended.
  Task<EngineWorld*> ready();
  /// Waits also for what ran in one that has ended to be gone.
  Task<EngineWorld*> living();
  /// Makes another, if the last one has ended and nothing is left that ran in it.
  void make_another();

  /// Whether there can be none here.
  bool is_unavailable() const { return is_unavailable_; }
  bool has_ended() const { return has_world_ended_; }
  /// Of all worlds. Null: there are none here.
  world::ControlGroups* limits() const { return limits_.get(); }

  /// Of calls that wait for what a world answers: what they use stays until they have ended, or are broken off.
  class Use {
   public:
    explicit Use(EngineWorlds& worlds) : worlds_{worlds} { ++worlds_.uses_; }
    ~Use() {
      if (--worlds_.uses_ == 0 && worlds_.is_opening_) worlds_.unused_.push(true);
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    EngineWorlds& worlds_;
  };

 private:
  Task<void> open();
  Task<Result<void>> try_to_open();
  Task<Result<void>> open_once();
  Task<void> find_limits();
  Task<void> await_opening();
  void world_ended();
  void announce() const;
  Task<void> drop_world();
  void withdraw();

  Environment& env_;
  net::EventLoop& loop_;
  HostAgents& agents_;
  world::Reaper& reaper_;
  TaskEngineOptions options_;
  EngineTasks tasks_;
  std::unique_ptr<net::StreamingClient> http_;
  std::unique_ptr<world::ControlGroups> limits_;
  std::optional<Error> no_limits_;  ///< why
  std::unique_ptr<EngineWorld> current_;
  int uses_ = 0;          ///< of current_
  Channel<bool> unused_;  ///< for drop_world()
  world::RestartDelay restart_delay_;
  bool is_opening_ = false;
  bool is_unavailable_ = false;
  bool has_world_ended_ = false;
  bool has_been_ready_ = false;
  bool is_over_ = false;
  std::vector<Channel<bool>> waiting_;  ///< for open() to end
};

}  // namespace eni::sandbox::task_engine
