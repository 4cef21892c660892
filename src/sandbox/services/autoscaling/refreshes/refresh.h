#pragma once
/// Instance refreshes as the store holds them: parts of a group. The instances that one is to replace are marked with its id
/// (RefreshedBy in their documents).
///
/// Document: Status, StatusReason, StartTime, EndTime (milliseconds since the epoch), Preferences, DesiredConfiguration as given;
/// _total (instances to replace in all), _left (once it has ended), _progressAt, _checkpointUntil, _checkpoints (how many have been
/// reached), _bakeUntil, _rollback {RollbackReason, RollbackStartTime, PercentageCompleteOnRollback, InstancesToUpdateOnRollback,
/// _total}.
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/services/autoscaling/refreshes/survey.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// The group's refresh that goes on, or nothing.
std::optional<AutoScalingPart> active_refresh(Store& store, std::int64_t group);
bool is_active(const AutoScalingPart& refresh);

/// Whether a refresh is to replace the instance.
bool is_marked(const AutoScalingInstance& instance, const AutoScalingPart& refresh);

/// An instance against what it is to be launched from.
/// @param target  LaunchTemplate {LaunchTemplateId, Version} with a number, or LaunchConfigurationName; and Types, if there is a
///                choice of them
bool matches_target(const AutoScalingInstance& instance, const json::object& target);

/// Marks those that are to be replaced: all, or those that do not match.
/// @return  how many
std::int64_t mark_instances(Store& store, const AutoScalingGroup& group, const AutoScalingPart& refresh,
                            const json::object* unless_matching);

/// Ends it, and tells of it. The desired configuration becomes the group's if it has succeeded, and is forgotten otherwise. The
/// caller stores neither.
/// @param progress  how far it came
void end_refresh(Environment& env, AutoScalingGroup& group, AutoScalingPart& refresh,
                 const Progress& progress, std::string_view status, std::string_view reason);

/// Back to what the group's own configuration says.
void begin_rollback(Environment& env, AutoScalingGroup& group, AutoScalingPart& refresh,
                    const Progress& progress, std::string_view reason);
/// Whether it can be. @error  IrreversibleInstanceRefresh
ApiResult<void> check_can_roll_back(const AutoScalingGroup& group, const AutoScalingPart& refresh);

/// As DescribeInstanceRefreshes shows it.
json::object refresh_value(Environment& env, const AutoScalingPart& refresh, const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
