#pragma once
/// What CloudWatch Logs' operations have in common: its errors, its ARNs, and what its input names.
#include <map>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/logs_repository.h"

namespace eni::sandbox::logs_service {

ApiError invalid_parameter(std::string message);  ///< InvalidParameterException, 400
ApiError group_not_found();                       ///< ResourceNotFoundException
ApiError stream_not_found();                      ///< ResourceNotFoundException
ApiError already_exists(std::string message);     ///< ResourceAlreadyExistsException
/// "1 validation error detected: Value 'VALUE' at 'MEMBER' failed to satisfy constraint: CONSTRAINT"
ApiError constraint_error(std::string_view value, std::string_view member, std::string_view constraint);

/// Of a member that the operation requires and the model does not: "… Value null at 'MEMBER' failed to satisfy constraint:
/// Member must not be null"
ApiError null_error(std::string_view member);

/// The group that logGroupName or logGroupIdentifier (a name or an ARN) names; "" if none does.
std::string group_named_in(const Call& call);
/// @error  ResourceNotFoundException; InvalidParameterException if neither logGroupName nor logGroupIdentifier is there
ApiResult<LogGroup> find_group(Call& call);
ApiResult<LogStream> find_stream(Call& call, const LogGroup& group);

/// `tags`, none of which may start with "aws:".
ApiResult<std::map<std::string, std::string>> tag_map(const Call& call);

/// arn:aws:logs:REGION:ACCOUNT:log-group:NAME, without the final ":*".
std::string group_arn(const Call& call, std::string_view name);

LogsRepository& repository(const Call& call);
std::int64_t now_millis(const Call& call);

}  // namespace eni::sandbox::logs_service
