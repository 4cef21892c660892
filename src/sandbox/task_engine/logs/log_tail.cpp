#include "sandbox/task_engine/logs/log_tail.h"

namespace eni::sandbox::task_engine {

void LogTail::add(LogLine line) {
  ++count_;
  bytes_ += cost_of(line);
  lines_.push_back(std::move(line));
  // The newest stays, and is at most a little longer.
  while (bytes_ > kMaxBytes && lines_.size() > 1) {
    bytes_ -= cost_of(lines_.front());
    lines_.pop_front();
  }
}

}  // namespace eni::sandbox::task_engine
