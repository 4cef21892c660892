#pragma once
/// The control socket: who reaches into tasks by the commands of this machine (task_access/request.h).
///
/// Its folder is its user's alone, and it asks the kernel who has connected: the sandbox's own user, or root. What is reached is asked of
/// TaskAccess; the bytes of a program, a log or a capture go past the sandbox, from descriptor to descriptor.
#include <memory>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "base/task.h"
#include "net/descriptor_watch.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/access/task_access.h"

namespace eni::sandbox::task_engine {

class AccessServer {
 public:
  /// @param path    of the socket, which is not there yet
  /// @param access  outlives it
  /// @error  "cannot listen at PATH: REASON"
  static Result<std::unique_ptr<AccessServer>> listen(net::EventLoop& loop, Logger& log, std::string path,
                                                      TaskAccess& access);
  /// Who is connected is cut off.
  ~AccessServer();
  AccessServer(const AccessServer&) = delete;
  AccessServer& operator=(const AccessServer&) = delete;

  const std::string& path() const { return path_; }

 private:
  AccessServer(net::EventLoop& loop, Logger& log, std::string path, TaskAccess& access,
               net::Descriptor listener);
  void wait_for_commands();
  void accept_command();
  Task<void> serve(net::Descriptor socket);

  net::EventLoop& loop_;
  Logger& log_;
  std::string path_;
  TaskAccess& access_;
  std::unique_ptr<net::DescriptorWatch> listener_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  TaskGroup sessions_;
};

}  // namespace eni::sandbox::task_engine
