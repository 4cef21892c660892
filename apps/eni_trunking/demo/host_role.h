#pragma once
/// The role under which the demo's hosts run, and its trunking.
#include <string>

#include "client/aws_client.h"

namespace eni::command {

/// A role with what the ECS agent needs, and an instance profile of the same name. @return  its ARN
client::CallResult<std::string> make_host_role(client::AwsClient& client, const std::string& name);

/// For hosts of that role that register later.
/// @param value  "enabled" or "disabled"
client::CallResult<void> put_trunking(client::AwsClient& client, const std::string& role_arn,
                                      const std::string& value);

}  // namespace eni::command
