#pragma once
/// One container of a task, from its image to its end.
#include <memory>
#include <string>

#include "base/random.h"
#include "base/scheduler.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/access/task_access.h"
#include "sandbox/task_engine/container_streams.h"
#include "sandbox/task_engine/containers/container_spec.h"
#include "sandbox/task_engine/containers/exit_reason.h"
#include "sandbox/task_engine/containers/health_check.h"
#include "sandbox/task_engine/containers/restart_policy.h"
#include "sandbox/task_engine/logs/container_log.h"
#include "sandbox/task_engine/network/container_network.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

class ContainerRun {
 public:
  /// @param parts  of its task; outlives it
  /// @param index  of its definition among the task's
  ContainerRun(TaskParts& parts, std::size_t index);
  ~ContainerRun();
  ContainerRun(const ContainerRun&) = delete;
  ContainerRun& operator=(const ContainerRun&) = delete;

  const std::string& name() const { return state_.name; }
  const ContainerState& state() const { return state_; }
  /// begin() was called, or it will never be.
  bool has_begun() const { return phase_ != Phase::kWaiting; }
  /// The first time. Nothing before.
  std::optional<TimePoint> started_at() const { return started_at_; }

  /// Gets its image and starts it; what becomes of that shows in state(), and parts.on_change tells of it.
  void begin();
  /// It will never be started, for that reason.
  void give_up(std::string reason);
  /// Asks it to end, and ends it when its time is over. Once. @return  when it has ended; its files are there yet
  Task<void> stop();
  /// It ends at once, now or as soon as it runs, and is not started again.
  void host_ended();
  /// Runs another program in it. It is kRunning.
  Task<Result<world::Executed>> exec(ContainerCommand command, std::array<int, 3> descriptors,
                                     std::function<void(world::ProcessEnd)> on_end);
  /// That it is in; -1 before there is one.
  int network() const { return no_network_ ? no_network_->descriptor.get() : network_.descriptor(); }
  /// By `disableNetworking`.
  bool is_isolated() const { return no_network_.has_value(); }
  /// How it ended, if it has, even where it has written nothing.
  LogPart read_log(std::uint64_t seen) const;
  /// Nothing of it is left but its state. It has ended.
  Task<void> remove();

 private:
  enum class Phase {
    kWaiting,
    kPulling,   ///< whoever stops it need not wait
    kCreating,  ///< there may be something of it
    kRunning,
    kOver,
  };

  const json::object& definition() const;
  Task<void> live();
  Task<Result<void>> prepare();
  Task<Result<void>> pull();
  Task<Result<void>> create();
  Task<Result<void>> start();
  /// Until it has ended for good.
  Task<void> follow();
  Result<void> read_definition();
  void lower_limits();
  void tell_swappiness();
  Task<Result<void>> join_network();
  Task<Result<void>> open_log();
  Task<void> check_health();
  /// With the environment, user and directory of the container's own.
  world::ExecutedProgram program_of(std::vector<std::string> argv) const;
  Task<HealthOutcome> try_health_check(const HealthCheckSettings& settings);
  bool will_restart(const world::ProcessEnd& end) const;
  void add_aws(std::map<std::string, std::string>& environment) const;
  /// With the variables of its files, which it is made with once.
  ContainerFacts take_facts(const ImageUser& user);
  std::vector<int> group_entries() const { return group_ ? group_->entries() : std::vector<int>{}; }
  ExitReason reason_of(const world::ProcessEnd& end) const;
  void note_end(const world::ProcessEnd& end);
  void kill();
  void enter(Phase phase);
  void fail(std::string reason);

  TaskParts& parts_;
  const std::size_t index_;
  ContainerState state_;
  Phase phase_ = Phase::kWaiting;
  bool is_stopping_ = false;
  bool is_off_ = false;  ///< its host

  std::optional<images::Image> image_;
  std::optional<ContainerSpec> spec_;
  std::optional<HealthCheckSettings> health_check_;
  RestartPolicy restart_policy_;
  std::unique_ptr<ContainerLog> log_;
  ContainerStreams streams_;
  std::optional<world::ControlGroup> group_;
  ContainerNetwork network_;
  std::optional<world::Network> no_network_;  ///< of `disableNetworking`: one with a loopback alone
  bool has_files_ = false;
  world::ProcessId process_ = 0;
  std::optional<TimePoint> started_at_;
  TimePoint last_started_at_;
  std::optional<HealthCheck> health_;

  Channel<world::ProcessEnd> endings_;  ///< of the present process
  Channel<bool> phases_;                ///< for stop(): it is in another
  std::unique_ptr<TaskGroup> work_;
  std::unique_ptr<TaskGroup> health_checks_;
};

}  // namespace eni::sandbox::task_engine
