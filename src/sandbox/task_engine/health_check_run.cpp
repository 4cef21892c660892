#include "sandbox/task_engine/health_check_run.h"

#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox/task_engine/containers/exit_reason.h"

namespace eni::sandbox::task_engine {
namespace {

std::string beginning_of(int file, std::size_t max_bytes) {
  std::string out(max_bytes, '\0');
  const ssize_t size = pread(file, out.data(), out.size(), 0);
  out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return out;
}

}  // namespace

Task<HealthOutcome> run_health_check(net::EventLoop& loop, TaskWorld& world, CheckedContainer container,
                                     world::ExecutedProgram program, Duration timeout) {
  // A file, which takes all that is written without anybody who reads.
  const net::Descriptor output{memfd_create("health check", MFD_CLOEXEC)};
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (!output || !null) co_return HealthOutcome{std::nullopt, "no descriptors are left"};
  const Channel<world::ProcessEnd> endings{loop};
  auto starting = world.runtime().exec(
      container.network, container.runtime_id, std::move(program), {null.get(), output.get(), output.get()},
      [endings](world::ProcessEnd end) { endings.push(end); }, container.group_entries);
  const auto executed = co_await std::move(starting);
  if (executed.has_error()) co_return HealthOutcome{std::nullopt, executed.error().message};
  const auto end = co_await endings.pop_until(loop.now() + timeout);
  if (!end) {
    // With what it has started, but for what has made a session of its own: that stays until its container ends.
    auto killing = world.world().send_signal(-executed->process, SIGKILL);
    (void)co_await std::move(killing);
    co_return HealthOutcome{std::nullopt, "Health check exceeded timeout"};
  }
  co_return HealthOutcome{exit_reason({*end, false}).exit_code, beginning_of(output.get(), kMaxHealthOutput)};
}

}  // namespace eni::sandbox::task_engine
