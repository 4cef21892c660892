#pragma once
/// A container's health check: when its command is to be run, and what its outcomes make of the container. Pure.
/// Sources: Amazon ECS API Reference, HealthCheck; moby, daemon/health.go.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace eni::sandbox::task_engine {

struct HealthCheckSettings {
  std::vector<std::string> argv;  ///< run in the container, as its user
  Duration interval = std::chrono::seconds{30};
  Duration timeout = std::chrono::seconds{5};  ///< the command is ended by then, which is a failure
  Duration start_period{};  ///< failures since the container's start do not count, until a success
  int retries = 3;          ///< failures in a row that make it unhealthy
};

/// @return  nothing for a definition without one, and for NONE; those of images do not count for ECS
/// @error   "CannotCreateContainerError: healthCheck: …" for what ECS does not take
Result<std::optional<HealthCheckSettings>> read_health_check(const json::object& definition);

enum class Health { kUnknown, kHealthy, kUnhealthy };

/// How a run of the command ended.
struct HealthOutcome {
  std::optional<int> exit_code;  ///< nothing: it took longer than the timeout, or could not be run
  std::string output;            ///< cut to kMaxHealthOutput
};
inline constexpr std::size_t kMaxHealthOutput = 4'096;

class HealthCheck {
 public:
  HealthCheck(HealthCheckSettings settings, TimePoint started_at)
      : settings_{std::move(settings)}, started_at_{started_at}, next_run_{started_at + settings_.interval} {}

  const HealthCheckSettings& settings() const { return settings_; }
  /// When the command is to be run next. Runs do not overlap: it counts from the end of the last.
  TimePoint next_run() const { return next_run_; }
  /// A run has come to its end.
  /// @return  whether the health is another now
  bool on_outcome(HealthOutcome outcome, TimePoint now);

  Health health() const { return health_; }
  /// Of the last run, for the metadata endpoint.
  const HealthOutcome& last_outcome() const { return last_outcome_; }
  TimePoint health_since() const { return health_since_; }

 private:
  HealthCheckSettings settings_;
  TimePoint started_at_;
  TimePoint next_run_;
  TimePoint health_since_ = started_at_;
  Health health_ = Health::kUnknown;
  int failures_ = 0;  ///< in a row
  HealthOutcome last_outcome_;
};

/// A task's: that of its essential containers that have checks. Any unhealthy one makes it unhealthy, any unknown one unknown.
/// Source: Amazon ECS API Reference, HealthCheck.
Health worst_of(const std::vector<Health>& essential);

}  // namespace eni::sandbox::task_engine
