#pragma once
/// One task's life on its host: its network, its volumes, its containers in the order that they depend on each other.
#include <memory>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "sandbox/task_engine/container_run.h"
#include "sandbox/task_engine/containers/dependencies.h"
#include "sandbox/task_engine/network_files.h"
#include "sandbox/task_engine/stopped_logs.h"
#include "sandbox/task_engine/task_endpoints.h"
#include "sandbox/task_engine/task_parts.h"

namespace eni::sandbox::task_engine {

class TaskRun {
 public:
  /// @param on_change  a container is in another state
  TaskRun(EngineParts engine, TaskToRun task, std::function<void()> on_change);
  ~TaskRun();
  TaskRun(const TaskRun&) = delete;
  TaskRun& operator=(const TaskRun&) = delete;

  const TaskToRun& task() const { return parts_.task; }
  /// In the order of the task definition.
  std::vector<ContainerState> states() const;

  /// Of all containers.
  StoppedLogs::Parts logs() const;
  /// Null if it has no such container.
  ContainerRun* find_container(const std::string& name) const;
  /// That its containers share, or in the mode bridge the first one's of those that have networking, if any has; -1 before there is one.
  int network() const;

  /// Until all its containers have started. Once.
  /// @error  why they will not all; of a host that is off nobody tells, so it is interrupt() that is waited for then
  Task<Result<void>> run();
  /// run() ends soon, with an error.
  void interrupt();
  /// Ends what runs, in the reverse order, and takes all away that belongs to it. Once, after run() has ended.
  Task<void> stop();
  /// All of its containers end at once, and no other starts.
  void host_ended();
  /// The same, and nobody is left there to tell ECS of it, which knows that by itself.
  void host_turned_off();
  bool have_all_started() const;

 private:
  Task<Result<void>> start();
  Task<void> await_interruption();
  Task<Result<void>> prepare();
  Task<Result<void>> connect();
  Task<Result<void>> make_files();
  Task<Result<void>> bind_volumes();
  Task<Result<void>> remove_files();
  NetworkNames network_names() const;
  std::vector<Progress> progress() const;
  bool has_failed_to_start() const;
  void container_changed();
  Task<void> stop_containers();

  TaskParts parts_;
  std::optional<world::Network> own_network_;  ///< of the mode none
  std::optional<world::ControlGroup> group_;
  std::vector<std::string> volume_mounts_;
  std::unique_ptr<TaskEndpoints> endpoints_;  ///< of all modes but none
  std::optional<Dependencies> dependencies_;
  std::vector<std::unique_ptr<ContainerRun>> containers_;
  bool is_interrupted_ = false;
  bool is_host_off_ = false;
  Channel<bool> changes_;  ///< for run()
  std::function<void()> on_change_;
};

}  // namespace eni::sandbox::task_engine
