#pragma once
/// What a rollout that is not finished leaves at AWS.
#include <string>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::command {

/// That, and what takes it back: lines for people. Empty if nothing.
std::string remaining_of_rollout(const diagnosis::Description& description,
                                 const diagnosis::RolloutPlan& plan);

}  // namespace eni::command
