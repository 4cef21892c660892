#pragma once
/// Scheduled actions as the store holds them: parts of a target, due at their next run.
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// When it runs next after `time`; nothing if never again.
std::optional<TimePoint> next_run(const ScalingPart& action, TimePoint time);

/// Runs what is due: gives targets their new bounds. @return  the targets whose services may be out of them
std::vector<std::int64_t> run_due_actions(Environment& env);

}  // namespace eni::sandbox::application_autoscaling_service
