#pragma once
/// Scheduled actions as the store holds them: parts of a target, due at their next run.
#include <functional>
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// When it runs next after `time`; nothing if never again.
std::optional<TimePoint> next_run(const ScalingPart& action, TimePoint time);

/// Runs what is due: gives targets their new bounds.
/// @param changed  hears of each target whose service may be out of them, as soon as it is in the store: a later action may fail
void run_due_actions(Environment& env, const std::function<void(std::int64_t)>& changed);

}  // namespace eni::sandbox::application_autoscaling_service
