#pragma once
/// What the task engine lets people reach: tasks that run, what those have written that have stopped, and the networks of hosts and
/// tasks. An interface: the engine implements it for what runs in its world, tests in memory.
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/world/containers/runtime.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::task_engine {

struct ReachableContainer {
  std::string name;
  ContainerStatus status = ContainerStatus::kPending;
};

struct ReachableTask {
  std::string id;  ///< 32 hexadecimal digits
  std::string arn;
  std::vector<ReachableContainer> containers;  ///< in the order of the task definition
};

/// Whose network: that of a host's own programs, or of a task's containers. A task of network mode "host" has its host's.
struct NetworkOwner {
  enum class Kind { kHost, kTask };
  Kind kind = Kind::kTask;
  std::string id;  ///< the instance's or the task's, whole
};

/// A program for a container that runs. Its environment and working directory are those of the container's definition, and its user, if it
/// is not to be root.
struct ContainerCommand {
  std::vector<std::string> argv;
  bool has_terminal = false;
  std::string terminal_type;  ///< TERM; "" without a terminal
  bool is_root = false;
};

/// A part of a container's log: its lines from `first` on, of `count` that there have been. Lines that were too many to keep, or too
/// long ago, are between those that were asked for and `first`.
struct LogPart {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::string text;                   ///< the lines with their newlines
  bool has_ended = false;             ///< the container has, and there will be no more
  std::optional<int> exit_code = {};  ///< once it has ended; nothing if it has not run
  std::string reason = {};            ///< the container's, as ECS shows it; "" where there is none to tell
};

/// Ids that are given are of tasks(), containers() and hosts(), but may be gone by the time: then it is an error. read_log() takes those
/// of shown_tasks(), too.
class TaskAccess {
 public:
  virtual ~TaskAccess() = default;

  /// Those that have been run and not stopped.
  virtual std::vector<ReachableTask> tasks() const = 0;
  /// What ECS shows of tasks whose ids begin so, whether they run or not; some of them, if they are many.
  virtual std::vector<ShownTask> shown_tasks(const std::string& id_start) const = 0;
  /// The ids of the instances that have a network.
  virtual std::vector<std::string> hosts() const = 0;

  /// @param descriptors  standard input, output and error; with a terminal they are not used. The caller keeps them open until this is done
  /// @param on_end       once, if it was started
  /// @error  the runtime's own words
  virtual Task<Result<world::Executed>> exec(std::string task, std::string container,
                                             ContainerCommand command, std::array<int, 3> descriptors,
                                             std::function<void(world::ProcessEnd)> on_end) = 0;
  /// A program of the machine's in that network: World::start().
  virtual Task<Result<world::ProcessId>> start(NetworkOwner network, world::Program program,
                                               std::function<void(world::ProcessEnd)> on_end) = 0;
  /// World::make_socket().
  virtual Task<Result<net::Descriptor>> make_socket(NetworkOwner network, world::SocketOptions options) = 0;
  /// To what exec() or start() has started.
  virtual Task<Result<void>> send_signal(world::ProcessId process, int signal) = 0;
  /// @param seen  how many lines the reader has seen; 0: what is kept
  /// @error  nothing of it is kept
  virtual Result<LogPart> read_log(const std::string& task, const std::string& container,
                                   std::uint64_t seen) const = 0;
};

}  // namespace eni::sandbox::task_engine
