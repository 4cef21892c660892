#pragma once
/// Which instances go when a group shrinks. Pure.
/// Source: Amazon EC2 Auto Scaling User Guide, "Configure termination policies for Amazon EC2 Auto Scaling".
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace eni::sandbox::autoscaling_service {

struct ScaleInCandidate {
  std::string id;
  std::string zone;
  bool is_protected = false;
  bool is_outside = false;         ///< its zone is none of the group's any more: it goes first
  bool has_configuration = false;  ///< launched from a launch configuration, not from a template
  std::int64_t source_age = 0;     ///< grows with the age of the launch configuration or template version
  std::int64_t launched = 0;       ///< milliseconds since the epoch
  std::uint64_t lot = 0;           ///< drawn at random
};

/// @param policies  "Default", "OldestInstance", …, first to last
/// @return  ids of at most `count` candidates that are not protected, in the order in which they go
std::vector<std::string> choose_to_terminate(std::vector<ScaleInCandidate> candidates,
                                             const std::vector<std::string>& policies, std::int64_t count,
                                             TimePoint now);

}  // namespace eni::sandbox::autoscaling_service
