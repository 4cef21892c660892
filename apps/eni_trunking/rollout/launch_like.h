#pragma once
/// Another instance like one that is in no Auto Scaling group.
#include <string>

#include "client/aws_client.h"

namespace eni::command {

/// What RunInstances takes for one: the launch template that it was launched from, if it was, and of the instance itself image, type, zone
/// and subnet, security groups, instance profile, key, user data, metadata options, the sizes of its volumes, and its tags.
/// What was attached to it later stays where it is: addresses, further interfaces and volumes, target groups.
client::CallResult<json::object> launch_like(client::AwsClient& client, const std::string& instance_id);

}  // namespace eni::command
