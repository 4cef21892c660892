#pragma once
/// What a hosts' role needs so that somebody else can make its setting: a statement of its trust policy, and a policy. Pure.
/// ECS lets nobody but the role itself, and root, change the role's setting: so whoever makes it becomes the role first.
#include <string>
#include <string_view>

#include "aws/arn.h"
#include "base/json.h"

namespace eni::trunking {

/// Ids of what is added to roles, so that it is added once and found again.
inline constexpr std::string_view kFunctionStatementId = "EniTrunkingFunction";
inline constexpr std::string_view kCallerStatementId = "EniTrunkingOperator";
/// Of setting_policy() as an inline policy of a role.
inline constexpr std::string_view kSettingPolicyName = "eni-trunking-setting";
/// Of the function's role in a stack with an existing role (templates/eni-trunking.yml).
inline constexpr std::string_view kFunctionRolePath = "/eni-trunking/";

/// The actions that setting_policy() permits.
inline constexpr std::string_view kSettingActions[] = {"ecs:PutAccountSetting", "ecs:DeleteAccountSetting",
                                                       "ecs:ListAccountSettings"};

/// The role of a session …:assumed-role/NAME/SESSION without its path, which the ARN of a session does not tell; else the ARN itself.
aws::Arn identity_of(const aws::Arn& caller);

/// The statement of a trust policy that lets the functions of all stacks of the role's account become the role. A condition names them,
/// not the principal: IAM refuses a principal that does not exist yet.
json::object function_trust_statement(const aws::Arn& role);

/// The same for whoever has the ARN `caller`: of a session, for all sessions of its role, with whatever path that has (roles of IAM
/// Identity Center have one). The caller may be of another account.
json::object caller_trust_statement(const aws::Arn& caller);

/// The policy that permits a session of that name the setting, and the hosts nothing.
json::object setting_policy();

}  // namespace eni::trunking
