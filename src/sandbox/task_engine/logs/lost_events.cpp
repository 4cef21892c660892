#include "sandbox/task_engine/logs/lost_events.h"

#include "base/excerpt.h"

namespace eni::sandbox::task_engine {

void LostEvents::add(std::uint64_t events, std::uint64_t bytes, std::string reason) {
  total_ += events;
  unsaid_events_ += events;
  unsaid_bytes_ += bytes;
  reason_ = std::move(reason);
  const TimePoint now = clock_.now();
  // A clock that was set back would keep it silent.
  if (!said_at_ || now - *said_at_ >= kPause || now < *said_at_) report();
}

void LostEvents::report() {
  if (unsaid_events_ == 0) return;
  said_at_ = clock_.now();
  if (on_notice_) {
    on_notice_("log of container " + container_ + ": " + std::to_string(unsaid_events_) + " events of " +
               std::to_string(unsaid_bytes_) + " bytes were lost: " + excerpt(reason_));
  }
  unsaid_events_ = 0;
  unsaid_bytes_ = 0;
}

}  // namespace eni::sandbox::task_engine
