#pragma once
/// Another instance like one that is in no Auto Scaling group.
#include <string>

#include "client/aws_client.h"
#include "diagnosis/cluster_description.h"

namespace eni::command {

struct LaunchLike {
  /// What RunInstances takes for it: the launch template that it was launched from, if that is still there, and of the instance itself
  /// all that decides what it is: image, type, placement, subnet, security groups, instance profile, key, user data, CPU, metadata and
  /// other options, its volumes with their encryption and speed, and its tags.
  json::object params;
  /// What RunInstances cannot give it, and what keeps the instance itself from being terminated: it is not to be replaced then.
  std::vector<diagnosis::CopyObstacle> copy_obstacles;
};

/// Changes nothing. What was registered with the instance's id elsewhere, at a target group say, is not looked at.
/// @param description  whose caller gets the commands
client::CallResult<LaunchLike> launch_like(client::AwsClient& client,
                                           const diagnosis::Description& description,
                                           const std::string& instance_id);

}  // namespace eni::command
