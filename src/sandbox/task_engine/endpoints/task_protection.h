#pragma once
/// Scale-in protection, which a task may ask of itself: what it sends, and what the agent answers with ECS's answer.
/// Sources: Amazon ECS Developer Guide, "Task scale-in protection endpoint"; aws/amazon-ecs-agent,
/// ecs-agent/tmds/handlers/taskprotection.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "net/http.h"
#include "sandbox/task_engine/endpoints/task_metadata.h"

namespace eni::sandbox::task_engine::endpoints {

struct ProtectedTask {
  std::string task_arn;
  bool enabled = false;
  std::optional<MetadataTime> expires_at;
};

/// What ECS did not do for the task: "DEPLOYMENT_BLOCKED", "TASK_NOT_VALID".
struct ProtectionFailure {
  std::string arn;
  std::string reason;
  std::optional<std::string> detail;
};

/// Why the call itself failed.
struct ProtectionError {
  std::string code;  ///< "AccessDeniedException"
  std::string message;
  int status = 400;
  std::string request_id;  ///< "" if ECS was not reached
};

using ProtectionOutcome = std::variant<ProtectedTask, ProtectionFailure>;
using ProtectionResult = Result<ProtectionOutcome, ProtectionError>;

struct ProtectionRequest {
  std::optional<bool> enabled;  ///< nothing: it did not say
  std::optional<std::int64_t> expires_in_minutes;
};

/// @return  nothing if it is not JSON, or has a member of another name or kind. Names count without regard to case, as in Go
std::optional<ProtectionRequest> parse_protection_request(std::string_view body);

/// @param task_arn  of the task that asked, which errors name
net::Response protection_response(const ProtectionResult& result, const std::string& task_arn);
/// @param task_arn  "" where no task was found
net::Response protection_error(const ProtectionError& error, const std::string& task_arn);

}  // namespace eni::sandbox::task_engine::endpoints
