#pragma once
/// The last that containers of stopped tasks have written, in memory, for as long as ECS shows their tasks and there is room: for
/// `eni-trunking logs`.
#include <deque>
#include <map>
#include <string>

#include "base/scheduler.h"
#include "sandbox/task_engine/access/task_access.h"

namespace eni::sandbox::task_engine {

class StoppedLogs {
 public:
  static constexpr std::size_t kMaxTasks = 1'000;
  static constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
  /// ECS shows a task for an hour from when it is STOPPED, which it is a little later than its containers are gone.
  static constexpr std::chrono::minutes kMaxAge{70};

  using Parts = std::map<std::string, LogPart>;  ///< by container

  /// @param scheduler  outlives it
  explicit StoppedLogs(Scheduler& scheduler) : scheduler_{scheduler} {}

  /// Instead of the oldest, where there are too many.
  void keep(std::string task, Parts logs);
  /// Behind the lines that the reader has seen. @return  nothing if it is not kept
  std::optional<LogPart> read(const std::string& task, const std::string& container,
                              std::uint64_t seen) const;

 private:
  struct Kept {
    std::string task;
    TimePoint until;
    std::size_t bytes = 0;
    Parts logs = {};
  };

  void drop_oldest();

  Scheduler& scheduler_;
  std::deque<Kept> kept_;  ///< oldest first
  std::size_t bytes_ = 0;
};

}  // namespace eni::sandbox::task_engine
