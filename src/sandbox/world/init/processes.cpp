#include "sandbox/world/init/processes.h"

#include <cerrno>
#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sandbox/isolation/init/execution.h"

namespace eni::sandbox::world::init {
namespace {

using isolation::init::give_up;

[[noreturn]] void become(const InitialNetwork& initial, const ProcessRequest& request, int failures) {
  isolation::init::begin_session();
  // "0" is who writes; whether it may is a matter of who opened them.
  for (const int group : request.control_groups) {
    if (write(group, "0", 1) != 1) give_up(failures);
  }
  if (const int error = request.network < 0 ? 0 : initial.enter(request.network)) {
    errno = error;
    give_up(failures);
  }
  for (int at = 0; at <= STDERR_FILENO; ++at) {
    if (dup2(request.descriptors[static_cast<std::size_t>(at)], at) < 0) give_up(failures);
  }
  // The control of jobs, and the keys that send signals. Of whom a terminal is already, stays so.
  if (isatty(STDIN_FILENO) == 1) ioctl(STDIN_FILENO, TIOCSCTTY, 0);
  if (chdir(request.directory.c_str()) != 0) give_up(failures);
  isolation::init::execute(request.argv, request.environment, failures);
}

}  // namespace

Started start_process(const InitialNetwork& initial, const ProcessRequest& request) {
  if (request.argv.empty()) return {{EINVAL, "no program"}, 0};
  const auto child = isolation::init::start_child([&](int failures) { become(initial, request, failures); });
  if (child.error != 0) return {{child.error, request.argv[0]}, 0};
  return {{}, child.pid};
}

Failure send_signal(pid_t process, int signal) {
  const Failure refused{EPERM, "process " + std::to_string(process)};
  if (process >= -1 && process <= 1) return refused;  // This one, or all.
  pid_t target = process;
  if (process < 0) {
    const pid_t group = getpgid(-process);
    if (group >= 0 && (group <= 1 || group == getpgrp())) return refused;
    target = -group;
    if (group < 0) return {errno, refused.subject};
  }
  if (kill(target, signal) == 0) return {};
  return {errno, refused.subject};
}

}  // namespace eni::sandbox::world::init
