#pragma once
/// What keeps single hosts from being replaced, looked up before any of them is touched.
#include "client/session.h"
#include "diagnosis/rollout/rollout_plan.h"

namespace eni::command {

/// Adds it to the description, of the single hosts that the plan would replace. What the caller may not see keeps one, too.
/// @param plan  of the description
void read_hindrances(const client::Session& session, const diagnosis::RolloutPlan& plan,
                     diagnosis::Description& description);

}  // namespace eni::command
