#pragma once
/// The process that takes away what a sandbox leaves, however that ends: by kill -9, in order, by a defect. It is a small program in a
/// session of its own, told what there is before it is made. When this object or its process goes, it
///
///   1. ends the world and waits until that is over,
///   2. kills what is left in the sandbox's control groups, and removes these,
///   3. empties folders that a world has written into, and removes those that are the sandbox's alone.
///
/// It has none of the sandbox's descriptors. Children of the sandbox do not have the other end of its socket (it is close-on-exec),
/// so that its end is the sandbox's. One that is killed is replaced, and told all again.
#include <map>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "net/descriptor_watch.h"
#include "net/event_loop.h"
#include "sandbox/world/restart_delay.h"

namespace eni::sandbox::world {

/// What a world has written into.
struct ScratchFolder {
  std::string lock;  ///< a file beside it: the reaper's for as long as it has not emptied the folder
  std::string path;
  std::vector<std::string> kept;  ///< names in it that stay
};

class Reaper {
 public:
  /// Both outlive it.
  Reaper(net::EventLoop& loop, Logger& log);
  /// Has it do its work, and waits until it is done, half a minute at most.
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  /// Once, before all others. @error  why there is none
  Result<void> start();
  /// A folder of this sandbox alone.
  void add_tree(const std::string& path);
  /// Before find_control_groups(), whose groups they are; before that makes any, the reaper is out of the way.
  Task<Result<void>> take_control_groups();
  /// Waits for the reaper of a sandbox that has ended, which may still be at work there. Once more for the same folder is fine.
  /// @error  another has it
  Task<Result<void>> take_folder(ScratchFolder folder);
  /// @param first_process  a pidfd, of the one with which all others end; the world before has ended
  void add_world(net::Descriptor first_process);

  pid_t pid() const { return pid_; }

 private:
  void say(std::string bytes, const std::vector<int>& attached = {});
  Task<Result<void>> ask(std::uint64_t number, std::string bytes, std::string subject);
  void hear();
  void take_answers();
  void replace();
  void end();
  bool finish();

  net::EventLoop& loop_;
  Logger& log_;
  pid_t pid_ = 0;
  net::Descriptor process_;  ///< a pidfd
  std::unique_ptr<net::DescriptorWatch> socket_;
  std::uint64_t number_ = 0;  ///< of the last request
  std::map<std::string, std::string>
      requests_;  ///< by what they are about: all that its successor has to know
  net::Descriptor world_;
  std::map<std::uint64_t, Channel<int>> asked_;
  TimePoint started_;
  RestartDelay delay_;
  std::optional<Scheduler::TimerId> replacing_;
};

}  // namespace eni::sandbox::world
