#include "sandbox/services/ecs/settings/account_settings.h"

#include "aws/arn.h"

namespace eni::sandbox::ecs_service {

namespace {

bool is_root(const Call& call) { return call.principal.type == PrincipalType::kRoot; }

bool is_setting_principal(const aws::Arn& arn) {
  const std::string_view type = arn.resource_type();
  return arn.service == "iam" && aws::is_account_id(arn.account) &&
         (arn.resource == "root" || ((type == "user" || type == "role") && !arn.resource_name().empty()));
}

ApiError not_authorized(const Call& call, std::string_view principal_arn) {
  return aws::access_denied("User: " + call.principal.arn +
                            " is not authorized to use the account settings of " +
                            std::string(principal_arn) + ". You must be the root user or the principal");
}

}  // namespace

/// Root is root of its account in every partition's spelling; others are who their identity is.
std::string own_arn(const Call& call) { return is_root(call) ? root_arn(call) : call.principal.identity_arn; }

std::string root_arn(const Call& call) { return call.global_arn("iam", "root"); }

ApiResult<std::string> setting_principal(const Call& call) {
  const std::string own = own_arn(call);
  const auto asked = call.params.text("principalArn");
  if (!asked || *asked == own || *asked == call.principal.arn) return own;
  const auto arn = aws::Arn::parse(*asked);
  if (!arn || !is_setting_principal(*arn)) {
    return aws::invalid_parameter("Invalid principalArn: " + *asked +
                                  " is not the ARN of a user, a role or the root user");
  }
  if (!is_root(call) || arn->account != call.account().value) return not_authorized(call, *asked);
  return arn->resource == "root" ? own : *asked;
}

std::string effective_value(const Call& call, std::string_view principal_arn,
                            const AccountSettingName& setting) {
  auto& repository = call.store<EcsRepository>();
  if (auto value = repository.find_account_setting(place_of(call), principal_arn, setting.name))
    return *value;
  if (auto value = repository.find_account_setting(place_of(call), root_arn(call), setting.name))
    return *value;
  return std::string(setting.initial);
}

std::string own_effective_value(const Call& call, std::string_view name) {
  const auto setting = find_account_setting_name(name);
  return setting.has_value() ? effective_value(call, own_arn(call), **setting) : std::string();
}

json::object setting_value(const AccountSettingName& setting, std::string_view value,
                           std::string_view principal_arn) {
  return {{"name", setting.name}, {"value", value}, {"principalArn", principal_arn}, {"type", setting.type}};
}

}  // namespace eni::sandbox::ecs_service
