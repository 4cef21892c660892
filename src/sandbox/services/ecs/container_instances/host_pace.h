#pragma once
/// How long the steps of a container instance take.
#include <chrono>

#include "base/clock.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

enum class HostStep { kCreateTrunk, kAttachTrunk, kRemoveTrunk };

/// About as long as AWS takes; with the pace "instant" none.
inline Duration time_for(HostStep step, Settings::Pace pace) {
  using std::chrono::seconds;
  if (pace == Settings::Pace::kInstant) return Duration{0};
  switch (step) {
    case HostStep::kCreateTrunk:
      return seconds{2};
    case HostStep::kAttachTrunk:
      return seconds{4};
    case HostStep::kRemoveTrunk:
      return seconds{5};
  }
  return Duration{0};
}

/// INACTIVE ones stay describable for a while. Source: Amazon ECS API Reference, DeregisterContainerInstance.
inline constexpr Duration kInactiveIsShown = std::chrono::hours{1};

}  // namespace eni::sandbox::ecs_service
