#pragma once
/// The trust policy of a hosts' role that is there already: what it permits, and adding to it what trunking/setting_access.h says. Pure.
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "base/json.h"

namespace eni::command {

inline constexpr std::string_view kSettingPolicyName = "eni-trunking-setting";

/// The policy with the statement in place of one of the same Sid, or behind the others.
/// @error  the document is no policy
Result<json::object> with_statement(std::string_view document, const json::object& statement);
/// The policy without the statements of that Sid. @error  as with_statement()
Result<json::object> without_statement(std::string_view document, std::string_view id);
/// Whether one of its statements has that Sid.
bool has_statement(std::string_view document, std::string_view id);

/// Whether a trust policy lets a session of the role `principal` (an ARN) become the role under kRoleSessionName. Conditions on
/// keys other than the principal and the session's name count as not met. @error  the document is no policy
Result<bool> is_trusted(std::string_view document, const aws::Arn& principal);

}  // namespace eni::command
