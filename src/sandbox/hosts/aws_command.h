#pragma once
/// The AWS CLI's command line, as user data calls it.
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::hosts {

struct AwsCommand {
  std::string service;    ///< "ecs"
  std::string operation;  ///< on the wire: "PutAccountSetting"
  std::string region;     ///< of --region, or ""
  json::object params;
};

/// Those whose options are all known here: ECS's account settings and clusters, and who the host is.
/// @error  what of it is not, or what the CLI would not take: "aws with the option --colour"
Result<AwsCommand> read_aws_command(const std::vector<std::string>& words);

}  // namespace eni::sandbox::hosts
