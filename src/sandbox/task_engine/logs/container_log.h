#pragma once
/// A container's log: what it writes, read from its pipes and given to its driver and to the tail.
///
/// A container holds neither the loop nor memory, however much it writes: pipes are read in turns with a pause behind each 64 KiB,
/// and not at all while a blocking driver has no room; the container's own write waits then.
#include <array>
#include <memory>

#include "base/scheduler.h"
#include "base/task.h"
#include "net/descriptor_watch.h"
#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/logs/log_tail.h"

namespace eni::sandbox::task_engine {

class ContainerLog {
 public:
  /// @param driver  started
  ContainerLog(Scheduler& scheduler, std::unique_ptr<LogDriver> driver);
  ~ContainerLog();
  ContainerLog(const ContainerLog&) = delete;
  ContainerLog& operator=(const ContainerLog&) = delete;

  /// Reads from now on; of a container that starts again first what it had written on the stream before.
  /// @param pipe  the readable end, for net::DescriptorWatch::make(); is made non-blocking
  void read(LogStream stream, std::unique_ptr<net::DescriptorWatch> pipe);
  /// The container has ended: takes what is in the pipes, which need not end with it, and unended lines, and waits for the driver.
  /// This must live until then.
  Task<void> finish();

  const LogTail& tail() const { return tail_; }
  const LogDriver& driver() const { return *driver_; }

 private:
  class Pipe;

  void take_line(LogStream stream, std::string text, bool is_ended);

  Scheduler& scheduler_;
  LogTail tail_;
  std::unique_ptr<LogDriver> driver_;
  std::array<std::shared_ptr<Pipe>, 2> pipes_;  ///< by stream
};

}  // namespace eni::sandbox::task_engine
