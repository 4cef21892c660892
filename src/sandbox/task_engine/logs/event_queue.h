#pragma once
/// Events on their way to CloudWatch Logs, in batches as PutLogEvents takes them. Pure.
/// Source: Amazon CloudWatch Logs API Reference, PutLogEvents: at most 1,048,576 bytes, each event counted with 26 more; at most 10,000
/// events, in the order of their times, which span at most 24 hours.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/logs/multiline_pattern.h"

namespace eni::sandbox::task_engine {

class EventQueue {
 public:
  static constexpr std::size_t kEventBytes = 26;
  static constexpr std::size_t kMaxBatchBytes = 1'048'576;
  static constexpr std::size_t kMaxBatchEvents = 10'000;
  static constexpr Duration kMaxBatchSpan = std::chrono::hours{24};

  /// Cut into events that are not too long; nothing of an empty text, as Docker has it.
  void add(TimePoint time, std::string_view text);
  /// The next ones, sorted.
  std::vector<LogEvent> take_batch();

  bool empty() const { return events_.empty(); }
  bool has_whole_batch() const { return bytes_ >= kMaxBatchBytes || events_.size() >= kMaxBatchEvents; }
  std::size_t size() const { return events_.size(); }
  /// As PutLogEvents counts them.
  std::size_t bytes() const { return bytes_; }

 private:
  std::deque<LogEvent> events_;
  std::size_t bytes_ = 0;
};

/// Puts lines together to events: each begins with a line that the pattern is in.
class EventAssembler {
 public:
  explicit EventAssembler(std::optional<MultilinePattern> pattern) : pattern_{std::move(pattern)} {}

  void add(const LogLine& line, EventQueue& queue);
  /// What waits for the lines that may belong to it.
  void flush(EventQueue& queue);
  bool empty() const { return text_.empty(); }
  std::size_t bytes() const { return text_.size(); }
  /// When the first line of what waits was written.
  TimePoint time() const { return time_; }
  /// Lines in which the pattern could not be looked for, because that costs too much.
  std::uint64_t costly_lines() const { return costly_lines_; }

 private:
  bool begins_event(const LogLine& line);

  std::optional<MultilinePattern> pattern_;
  std::string text_;
  TimePoint time_;
  bool is_within_line_[2] = {};  ///< of each stream: whether what comes next is the rest of a line
  std::uint64_t costly_lines_ = 0;
};

}  // namespace eni::sandbox::task_engine
