#pragma once
/// The AWS CLI's command line, as user data calls it.
#include <optional>
#include <string>
#include <string_view>
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

/// Those that hosts carry out: ECS's account settings and clusters, and who the host is.
/// @error  what the command would say, or that the sandbox does not carry it out
Result<AwsCommand> read_aws_command(const std::vector<std::string>& words);

}  // namespace eni::sandbox::hosts
