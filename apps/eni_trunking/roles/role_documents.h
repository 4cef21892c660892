#pragma once
/// What a hosts' role needs so that somebody else can make its setting: a statement of its trust policy, and a policy. Pure.
/// ECS lets nobody but the role itself, and root, change the role's setting: so whoever makes it becomes the role first.
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "base/json.h"

namespace eni::command {

/// The one name under which the role is assumed, by the function and by the commands; its policy is bound to it.
inline constexpr std::string_view kRoleSessionName = "eni-trunking";
/// Ids of what is added to roles, so that it is added once and found again.
inline constexpr std::string_view kFunctionStatementId = "EniTrunkingFunction";
inline constexpr std::string_view kCallerStatementId = "EniTrunkingOperator";
inline constexpr std::string_view kSettingPolicyName = "eni-trunking-setting";
/// Of the function's role in a stack with an existing role (templates/eni-trunking.yml).
inline constexpr std::string_view kFunctionRolePath = "/eni-trunking/";

/// The statement of a trust policy that lets `principal`, a role's ARN or a pattern of such, become the role.
/// A condition names it, not the principal: IAM refuses a principal that does not exist yet.
json::object trust_statement(std::string_view id, const aws::Arn& role, const std::string& principal_pattern);
/// For the functions of all stacks of the role's account.
json::object function_trust_statement(const aws::Arn& role);

/// The policy that permits a session of that name the setting, and the hosts nothing.
json::object setting_policy();
/// The actions in it.
inline constexpr std::string_view kSettingActions[] = {"ecs:PutAccountSetting", "ecs:DeleteAccountSetting",
                                                       "ecs:ListAccountSettings"};

/// The trust policy with the statement in place of one of the same Sid, or behind the others.
/// @error  the document is no policy
Result<json::object> with_statement(std::string_view document, const json::object& statement);
/// Whether one of its statements has that Sid.
bool has_statement(std::string_view document, std::string_view id);

/// Whether a trust policy lets a session of the role `principal` (an ARN) become the role under kRoleSessionName. Conditions on
/// keys other than the principal and the session's name count as not met. @error  the document is no policy
Result<bool> is_trusted(std::string_view document, const aws::Arn& principal);

/// The role of …:assumed-role/NAME/SESSION without its path, which the ARN of a session does not tell; else the ARN itself.
aws::Arn identity_of(const aws::Arn& caller);

}  // namespace eni::command
