#pragma once
/// Processes in the world: container runtimes, shells.
#include <array>
#include <string>
#include <sys/types.h>
#include <vector>

#include "sandbox/world/init/networks.h"

namespace eni::sandbox::world::init {

struct ProcessRequest {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  ///< "NAME=value"
  std::string directory;
  std::array<int, 3> descriptors{};  ///< standard input, output, error
  std::vector<int> control_groups;   ///< cgroup.procs of each
  int network = -1;                  ///< -1: that of this process
};

struct Started {
  Failure failure;
  pid_t process = 0;  ///< in the world
};

/// In a session of its own. Returns when the program is running or could not be started.
Started start_process(const InitialNetwork& initial, const ProcessRequest& request);
Failure send_signal(pid_t process, int signal);

}  // namespace eni::sandbox::world::init
