#include "sandbox/task_engine/logs/event_queue.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace eni::sandbox::task_engine {

void EventQueue::add(TimePoint time, std::string_view text) {
  // What is not UTF-8 becomes longer.
  const std::string valid = to_valid_utf8(text);
  std::string_view rest = valid;
  while (!rest.empty()) {
    const std::string_view piece = utf8_prefix(rest, kMaxLineBytes);
    events_.push_back({time, std::string(piece)});
    bytes_ += piece.size() + kEventBytes;
    rest.remove_prefix(piece.size());
  }
}

std::vector<LogEvent> EventQueue::take_batch() {
  std::vector<LogEvent> batch;
  std::size_t bytes = 0;
  TimePoint first, last;
  while (!events_.empty() && batch.size() < kMaxBatchEvents) {
    LogEvent& next = events_.front();
    const std::size_t cost = next.message.size() + kEventBytes;
    // The clock may have been set meanwhile, in either direction.
    const TimePoint earliest = batch.empty() ? next.time : std::min(first, next.time);
    const TimePoint latest = batch.empty() ? next.time : std::max(last, next.time);
    if (bytes + cost > kMaxBatchBytes || latest - earliest > kMaxBatchSpan) break;
    first = earliest;
    last = latest;
    bytes += cost;
    batch.push_back(std::move(next));
    events_.pop_front();
  }
  bytes_ -= bytes;
  std::stable_sort(batch.begin(), batch.end(),
                   [](const LogEvent& a, const LogEvent& b) { return a.time < b.time; });
  return batch;
}

/// The rest of a line begins nothing.
bool EventAssembler::begins_event(const LogLine& line) {
  bool& is_within = is_within_line_[static_cast<std::size_t>(line.stream)];
  const bool is_rest = std::exchange(is_within, !line.is_ended);
  if (is_rest) return false;
  const Match match = pattern_->begins_event(line.text);
  if (match == Match::kTooManySteps) ++costly_lines_;
  return match == Match::kYes;
}

void EventAssembler::add(const LogLine& line, EventQueue& queue) {
  if (!pattern_) return queue.add(line.time, line.text);
  if (begins_event(line) || text_.size() + line.text.size() + 1 > kMaxLineBytes) flush(queue);
  if (text_.empty()) time_ = line.time;
  text_ += line.text;
  if (line.is_ended && text_.size() < kMaxLineBytes) text_.push_back('\n');
}

void EventAssembler::flush(EventQueue& queue) { queue.add(time_, std::exchange(text_, {})); }

}  // namespace eni::sandbox::task_engine
