#pragma once
/// A file of environment variables (`environmentFiles`) as the ECS agent reads it. Pure.
/// Sources: Amazon ECS Developer Guide, "Pass environment variables to an Amazon ECS container"; Amazon ECS container agent,
/// agent/taskresource/envFiles/envfile.go.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::task_engine {

/// What a task's variables of files may take of execve(2), which allows a quarter of the stack's usual limit: each its text with a zero,
/// and a pointer.
inline constexpr std::size_t kMaxVariableBytes = std::size_t{2} << 20;

/// Of VARIABLE=VALUE; nothing of a line that begins with '#', or that has nothing before or behind its first '='. Values are taken as they
/// are, with quotes and blanks; bytes that are no UTF-8 become U+FFFD, as in the agent's JSON for Docker. The last line of a variable counts.
/// @param left  of kMaxVariableBytes, for all files of a task; each variable that is read lessens it, those that do not count in the end, too
/// @error  a line is longer than 64 KiB, in the agent's words; no program could be started with so much, in the kernel's
Result<std::map<std::string, std::string>> read_environment_file(std::string_view text, std::size_t& left);

/// Where a file is.
struct S3Object {
  std::string bucket;
  std::string key;
};

/// arn:PARTITION:s3:::BUCKET/KEY
/// @error  the agent's words
Result<S3Object> read_s3_arn(const std::string& arn);

}  // namespace eni::sandbox::task_engine
