#pragma once
/// The trust policy of a hosts' role that is there already: what it permits, and adding to it what trunking/setting_access.h says. Pure.
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "base/json.h"
#include "iam/statements.h"
#include "trunking/setting_access.h"

namespace eni::command {

using trunking::kSettingPolicyName;

using iam::has_statement;
using iam::with_statement;
using iam::without_statement;

/// Whether a trust policy lets a session of the role `principal` (an ARN) become the role under kRoleSessionName. Conditions on
/// keys other than the principal and the session's name count as not met. @error  the document is no policy
Result<bool> is_trusted(std::string_view document, const aws::Arn& principal);

}  // namespace eni::command
