#pragma once
/// Whose account setting a call is about, and which value counts for a principal.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/settings/account_setting_names.h"
#include "sandbox/store/ecs_repository.h"

namespace eni::sandbox::ecs_service {

/// The principal that the call's settings are looked up for if it names none: a session's role.
std::string own_arn(const Call& call);

/// The principal under whose ARN the account's defaults are stored.
std::string root_arn(const Call& call);

/// The principal that the call's `principalArn` names, or the caller: a session counts as its role, so what an
/// instance's agent sees is the role's setting.
/// @error  AccessDeniedException unless the caller is root or that principal; InvalidParameterException for a text that
///         is no principal
ApiResult<std::string> setting_principal(const Call& call);

/// The value that counts for a principal: its own record, else the account's default (root's record), else ECS's.
std::string effective_value(const Call& call, std::string_view principal_arn,
                            const AccountSettingName& setting);

/// The value that counts for the caller. @param name  one of account_setting_names()
std::string own_effective_value(const Call& call, std::string_view name);

/// A Setting as it stands in replies.
json::object setting_value(const AccountSettingName& setting, std::string_view value,
                           std::string_view principal_arn);

}  // namespace eni::sandbox::ecs_service
