#pragma once
/// What CloudWatch Logs' operations have in common: input checked in its words, its errors, its ARNs.
#include <map>
#include <optional>
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

/// The group that logGroupName or logGroupIdentifier (a name or an ARN) names; "" if none does.
std::string group_named_in(const Call& call);
/// The same, checked: 1 to 512 of [.\-_/#A-Za-z0-9].
ApiResult<std::string> required_group_name(const Call& call);
/// logGroupNamePrefix, of the same characters; "" if absent.
ApiResult<std::string> group_name_prefix(const Call& call);
/// 1 to 512 characters without ':' and '*'.
ApiResult<std::string> required_stream_name(const Call& call);
/// @error  ResourceNotFoundException
ApiResult<LogGroup> find_group(Call& call);
ApiResult<LogStream> find_stream(Call& call, const LogGroup& group);

/// An integer of the input within limits. @error  InvalidParameterException
ApiResult<std::optional<long long>> integer(const Call& call, std::string_view name, long long min,
                                            long long max);
ApiResult<bool> flag(const Call& call, std::string_view name, bool otherwise);
ApiResult<std::vector<std::string>> texts(const Call& call, std::string_view name);

/// A map of tags: at most 50, keys of 1 to 128 characters that do not start with "aws:", values up to 256.
ApiResult<std::map<std::string, std::string>> tag_map(const json::object* tags);

/// arn:aws:logs:REGION:ACCOUNT:log-group:NAME, without the final ":*".
std::string group_arn(const Call& call, std::string_view name);

LogsRepository& repository(const Call& call);
std::int64_t now_millis(const Call& call);

}  // namespace eni::sandbox::logs_service
