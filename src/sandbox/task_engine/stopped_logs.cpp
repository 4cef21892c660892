#include "sandbox/task_engine/stopped_logs.h"

#include <algorithm>

namespace eni::sandbox::task_engine {
namespace {

std::size_t bytes_of(const StoppedLogs::Parts& logs) {
  std::size_t bytes = 0;
  for (const auto& [container, part] : logs)
    bytes += container.size() + part.text.size() + part.reason.size() + sizeof(LogPart);
  return bytes;
}

/// Where the line begins that is `lines` behind the first.
std::size_t line_start(const std::string& text, std::uint64_t lines) {
  std::size_t at = 0;
  for (; lines > 0 && at < text.size(); --lines) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

}  // namespace

void StoppedLogs::keep(std::string task, Parts logs) {
  const TimePoint now = scheduler_.now();
  Kept kept{std::move(task), now + kMaxAge, bytes_of(logs), std::move(logs)};
  bytes_ += kept.bytes;
  kept_.push_back(std::move(kept));
  while (kept_.front().until <= now || kept_.size() > kMaxTasks || bytes_ > kMaxBytes) {
    drop_oldest();
    if (kept_.empty()) return;
  }
}

void StoppedLogs::drop_oldest() {
  bytes_ -= kept_.front().bytes;
  kept_.pop_front();
}

std::optional<LogPart> StoppedLogs::read(const std::string& task, const std::string& container,
                                         std::uint64_t seen) const {
  const auto kept =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.task == task; });
  if (kept == kept_.end() || kept->until <= scheduler_.now()) return std::nullopt;
  const auto found = kept->logs.find(container);
  if (found == kept->logs.end()) return std::nullopt;
  LogPart part = found->second;
  if (seen > part.first) part.text.erase(0, line_start(part.text, seen - part.first));
  part.first = std::max(part.first, seen);
  return part;
}

}  // namespace eni::sandbox::task_engine
