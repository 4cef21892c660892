#pragma once
/// Containers in a world, by a runtime of the machine's: crun, or runc where that is not.
/// Source: crun(1), runc(8); OCI runtime specification 1.0, runtime.md.
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "sandbox/world/containers/container.h"
#include "sandbox/world/containers/semaphore.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

/// The runtime's path. @return  nothing if the machine has none
std::optional<std::string> find_container_runtime();

/// A program that was started in a container, or the container's own.
struct Executed {
  ProcessId process = 0;
  net::Descriptor
      terminal;  ///< the other end of its terminal (pty(7)), if it was to have one: to read, write and resize
};

/// Outlives what it has been asked to do.
class ContainerRuntime {
 public:
  /// @param program  its path
  /// @param files    the folder that the world was made with
  ContainerRuntime(Scheduler& scheduler, World& world, std::string program, std::string files)
      : scheduler_{scheduler},
        world_{world},
        program_{std::move(program)},
        files_{std::move(files)},
        semaphore_{scheduler, runtimes_at_a_time()} {}

  /// Returns when the container's program runs. Its limits are lowered to what the machine allows (resource_limits.h).
  /// @param network      its own network, never kNoNetwork
  /// @param descriptors  its standard input, output and error; with a terminal they are not used
  /// @param on_end       of its first process, once
  /// @param control_groups  ControlGroup::entries() of its own
  /// @return  that process; a signal to it is one to the container
  /// @error   the runtime's own words: 'exec: "x": executable file not found in $PATH'
  Task<Result<Executed>> start(int network, Container container, std::array<int, 3> descriptors,
                               std::function<void(ProcessEnd)> on_end, std::vector<int> control_groups = {});
  /// Runs a program in a container that runs: it sees the container's files and processes and has its capabilities, its limits and its
  /// filter of system calls.
  /// @param network      the container's
  /// @param descriptors  its standard input, output and error; with a terminal they are not used
  /// @param on_end       once
  /// @param control_groups  the container's
  /// @error   the runtime's own words; "no container ID"
  Task<Result<Executed>> exec(int network, std::string id, ExecutedProgram program,
                              std::array<int, 3> descriptors, std::function<void(ProcessEnd)> on_end,
                              std::vector<int> control_groups = {});
  /// One that has ended, or ends now: the runtime forgets it, its name is free again; the folder of its name below `files`, with its
  /// configuration, is removed. Its root stays.
  Task<void> remove(std::string id);

 private:
  /// The folder of a container's name, as the world sees it.
  static std::string inside(const std::string& id);
  /// As many as keep the cores busy. More would leave none to the sandbox, whose clients wait meanwhile.
  static std::size_t runtimes_at_a_time();
  /// Where and with what the runtime is started.
  struct Place {
    int network = kNoNetwork;
    std::array<int, 3> descriptors{};
    std::vector<int> control_groups;
  };

  /// The same with a terminal, if there is to be one, which is the other end of the container's or program's.
  Task<Result<Executed>> run_with_terminal(bool has_terminal, Place place, std::string id, std::string name,
                                           std::vector<std::string> command,
                                           std::function<void(ProcessEnd)> on_end);
  /// The runtime's command whose container or program goes on without it.
  Task<Result<ProcessId>> run_detached(Place place, std::string id, std::string name,
                                       std::vector<std::string> command,
                                       std::function<void(ProcessEnd)> on_end);
  Task<Result<ProcessEnd>> run(Place place, std::vector<std::string> arguments);

  Scheduler& scheduler_;
  World& world_;
  std::string program_;
  std::string files_;
  Semaphore semaphore_;
  /// What programs in it get, too: capabilities and limits.
  std::map<std::string, Container> containers_;
  std::uint64_t executions_ = 0;
};

}  // namespace eni::sandbox::world
