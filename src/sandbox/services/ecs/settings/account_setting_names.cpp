#include "sandbox/services/ecs/settings/account_setting_names.h"

#include <algorithm>

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kEnabledDisabled[] = {"enabled", "disabled"};
constexpr std::string_view kInsights[] = {"enhanced", "enabled", "disabled"};
constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kWaitDays[] = {"0", "7", "14"};
constexpr std::string_view kLogDriverModes[] = {"blocking", "non-blocking"};

constexpr AccountSettingName kNames[] = {
    {"awsvpcTrunking", kEnabledDisabled, "disabled"},
    {"containerInsights", kInsights, "disabled"},
    {"containerInstanceLongArnFormat", kEnabledDisabled, "enabled"},
    {"defaultLogDriverMode", kLogDriverModes, "non-blocking"},
    {"dualStackIPv6", kEnabledDisabled, "disabled"},
    {"fargateEventWindows", kEnabledDisabled, "disabled"},
    {"fargateFIPSMode", kEnabledDisabled, "disabled"},
    {"fargateTaskRetirementWaitPeriod", kWaitDays, "7"},
    {"guardDutyActivate", kOnOff, "off", "aws_managed"},
    {"serviceLongArnFormat", kEnabledDisabled, "enabled"},
    {"tagResourceAuthorization", kOnOff, "on"},
    {"taskLongArnFormat", kEnabledDisabled, "enabled"},
};

std::string all_names() {
  std::string out;
  for (const auto& setting : kNames) out.append(out.empty() ? "" : ",").append(setting.name);
  return out;
}

}  // namespace

std::span<const AccountSettingName> account_setting_names() { return kNames; }

aws::ApiResult<const AccountSettingName*> find_account_setting_name(std::string_view name) {
  for (const auto& setting : kNames) {
    if (setting.name == name) return &setting;
  }
  return aws::invalid_parameter(std::string(name) + " should be one of [" + all_names() + "]");
}

aws::ApiResult<void> check_account_setting_value(const AccountSettingName& setting, std::string_view value) {
  if (setting.type == "aws_managed") {
    return aws::invalid_parameter("The account setting " + std::string(setting.name) +
                                  " is managed by AWS and cannot be changed");
  }
  if (std::find(setting.values.begin(), setting.values.end(), value) == setting.values.end()) {
    return aws::invalid_parameter("Invalid setting 'value'");
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
