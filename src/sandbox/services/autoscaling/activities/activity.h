#pragma once
/// Scaling activities: begun, gone on with, ended; and the events that tell of their end.
/// Source: Amazon EC2 Auto Scaling API Reference, Activity; User Guide, "Amazon EC2 Auto Scaling event reference".
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

struct NewActivity {
  std::string description;
  std::string cause;
  std::string status = "InProgress";
  std::int64_t progress = 50;
  std::string zone;
  std::string subnet;
};

/// @return  it, as it is in the store
ScalingActivity begin_activity(Environment& env, const AutoScalingGroup& group, NewActivity activity);
/// One that has ended when it is told.
ScalingActivity tell_activity(Environment& env, const AutoScalingGroup& group, NewActivity activity,
                              std::string_view status_message = {});

/// What becomes of a running activity.
struct ActivityEnd {
  std::string status = "Successful";
  std::string status_message = {};
  std::string description = {};  ///< "" if it stays
};
/// Does nothing if the activity is unknown or has ended.
void end_activity(Environment& env, std::string_view id, const ActivityEnd& end);
void progress_activity(Environment& env, std::string_view id, std::string_view status, std::int64_t progress);

/// "EC2 Instance Launch Successful" and its like, of an activity that has ended.
void publish_activity(Environment& env, const AutoScalingGroup& group, std::string_view detail_type,
                      std::string_view activity_id, std::string_view instance_id);

/// An event of Auto Scaling about a group.
void publish_event(Environment& env, const AutoScalingGroup& group, std::string_view detail_type,
                   json::object detail, std::string_view instance_id = {});

/// As replies show it.
json::object activity_value(const ScalingActivity& activity, const ActivityOwner& owner);
json::object activity_value(const ScalingActivity& activity, const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
