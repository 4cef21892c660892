#pragma once
/// The last that a container has written, in memory, whatever its log driver: for `eni-trunking logs`.
#include <deque>

#include "sandbox/task_engine/logs/log_line.h"

namespace eni::sandbox::task_engine {

class LogTail {
 public:
  static constexpr std::size_t kMaxBytes = 256 * 1024;
  /// What a line counts beside its text: what it costs to keep.
  static constexpr std::size_t kLineBytes = 64;

  void add(LogLine line);
  /// Oldest first.
  const std::deque<LogLine>& lines() const { return lines_; }
  /// How many lines there have been: who has seen so many reads those behind them.
  std::uint64_t count() const { return count_; }

 private:
  static std::size_t cost_of(const LogLine& line) { return line.text.size() + kLineBytes; }

  std::deque<LogLine> lines_;
  std::size_t bytes_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace eni::sandbox::task_engine
