#include "sandbox/task_engine/containers/exit_reason.h"

#include <csignal>

namespace eni::sandbox::task_engine {
namespace {

constexpr int kSignalBase = 128;

}  // namespace

ExitReason exit_reason(const ContainerEnd& end) {
  // Nobody saw how it ended, but there is one way only: with its first process the kernel kills all that is in a process namespace.
  if (end.process.world_ended)
    return {kSignalBase + SIGKILL,
            "ContainerVanishedError: the sandbox's world, in which containers run, has ended"};
  ExitReason out;
  out.exit_code = end.process.signal != 0 ? kSignalBase + end.process.signal : end.process.exit_code;
  if (end.out_of_memory) out.reason = "OutOfMemoryError: Container killed due to memory usage";
  return out;
}

}  // namespace eni::sandbox::task_engine
