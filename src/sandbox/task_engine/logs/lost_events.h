#pragma once
/// Counts what a log driver could not keep, and says so: at once, and then at most once a minute.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"

namespace eni::sandbox::task_engine {

class LostEvents {
 public:
  LostEvents(const Clock& clock, std::string container, std::function<void(std::string)> on_notice)
      : clock_{clock}, container_{std::move(container)}, on_notice_{std::move(on_notice)} {}

  void add(std::uint64_t events, std::uint64_t bytes, std::string reason);
  /// What was not said yet.
  void report();
  std::uint64_t total() const { return total_; }

 private:
  static constexpr Duration kPause = std::chrono::minutes{1};

  const Clock& clock_;
  std::string container_;
  std::function<void(std::string)> on_notice_;
  std::uint64_t total_ = 0;
  std::uint64_t unsaid_events_ = 0;
  std::uint64_t unsaid_bytes_ = 0;
  std::string reason_;
  std::optional<TimePoint> said_at_;
};

}  // namespace eni::sandbox::task_engine
