#pragma once
/// A file of environment variables (`environmentFiles`) as the ECS agent reads it. Pure.
/// Sources: Amazon ECS Developer Guide, "Pass environment variables to an Amazon ECS container"; Amazon ECS container agent,
/// agent/taskresource/envFiles/envfile.go.
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::task_engine {

/// Of VARIABLE=VALUE; nothing of a line that begins with '#', or that has nothing before or behind its first '='. Values are taken as they
/// are, with quotes and blanks; bytes that are no UTF-8 become U+FFFD, as in the agent's JSON for Docker. The last line of a variable counts.
/// @error  a line is longer than 64 KiB, in the agent's words
Result<std::map<std::string, std::string>> read_environment_file(std::string_view text);

/// Where a file is.
struct S3Object {
  std::string bucket;
  std::string key;
};

/// arn:PARTITION:s3:::BUCKET/KEY
/// @error  the agent's words
Result<S3Object> read_s3_arn(const std::string& arn);

}  // namespace eni::sandbox::task_engine
