#pragma once
/// What runs in the task engine and has run, for who reaches into it.
#include <map>
#include <memory>
#include <string>

#include "sandbox/task_engine/access/task_access.h"
#include "sandbox/task_engine/stopped_logs.h"
#include "sandbox/task_engine/task_run.h"

namespace eni::sandbox::task_engine {

using TaskRuns = std::map<std::string, std::shared_ptr<TaskRun>>;  ///< by the task's id

/// All outlive who has them.
struct EngineTasks {
  const TaskRuns& runs;
  const StoppedLogs& stopped_logs;
  const std::function<std::vector<ShownTask>(const std::string&)>& find_shown;  ///< TaskRunner's
};

class EngineAccess final : public TaskAccess {
 public:
  /// All outlive it.
  EngineAccess(world::World& world, const Vpcs& vpcs, EngineTasks tasks)
      : world_{world}, vpcs_{vpcs}, tasks_{tasks} {}

  std::vector<ReachableTask> tasks() const override;
  std::vector<ShownTask> shown_tasks(const std::string& id_start) const override;
  std::vector<std::string> hosts() const override { return vpcs_.hosts(); }
  Task<Result<world::Executed>> exec(std::string task, std::string container, ContainerCommand command,
                                     std::array<int, 3> descriptors,
                                     std::function<void(world::ProcessEnd)> on_end) override;
  Task<Result<world::ProcessId>> start(NetworkOwner network, world::Program program,
                                       std::function<void(world::ProcessEnd)> on_end) override;
  Task<Result<net::Descriptor>> make_socket(NetworkOwner network, world::SocketOptions options) override;
  Task<Result<void>> send_signal(world::ProcessId process, int signal) override;
  Result<LogPart> read_log(const std::string& task, const std::string& container,
                           std::uint64_t seen) const override;

 private:
  Result<std::shared_ptr<TaskRun>> find_run(const std::string& task) const;
  Result<int> find_network(const NetworkOwner& owner) const;

  world::World& world_;
  const Vpcs& vpcs_;
  EngineTasks tasks_;
};

}  // namespace eni::sandbox::task_engine
