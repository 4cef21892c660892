#pragma once
/// The account settings that ECS knows, with the values each takes.
/// Source: ECS API Reference, PutAccountSetting; Developer Guide, "Access Amazon ECS features with account settings".
#include <span>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ecs_service {

struct AccountSettingName {
  std::string_view name;
  std::span<const std::string_view> values;
  std::string_view initial;        ///< what counts where neither the principal nor the account has a record
  std::string_view type = "user";  ///< "aws_managed" ones are read-only
};

/// In the order of names.
std::span<const AccountSettingName> account_setting_names();

/// @error  InvalidParameterException that lists the names
aws::ApiResult<const AccountSettingName*> find_account_setting_name(std::string_view name);

/// @error  InvalidParameterException "Invalid setting 'value'", or that the setting is managed by AWS
aws::ApiResult<void> check_account_setting_value(const AccountSettingName& setting, std::string_view value);

}  // namespace eni::sandbox::ecs_service
