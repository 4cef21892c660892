#pragma once
/// What `rollout` is going to do, for people and for programs.
#include <optional>
#include <string>

#include "base/json.h"
#include "diagnosis/rollout/rollout_plan.h"

namespace eni::command {

struct RolloutReport {
  const diagnosis::Description& description;
  const diagnosis::Cluster& cluster;
  const diagnosis::RolloutPlan& plan;
  std::optional<std::size_t>
      standalone_tasks;  ///< on the hosts that are to be replaced; nothing: could not be seen
};

/// Its parts, what is left out and why, how long it may take, and what that rests on.
std::string rollout_text(const RolloutReport& report);
json::object rollout_json(const RolloutReport& report);

/// "group web: i-1 and i-2 left as they are. WHY"
std::string left_out_line(const diagnosis::RolloutPart& part);

/// "40 s", "12 min", "3 h 5 min"
std::string rough_duration(std::chrono::seconds time);

}  // namespace eni::command
