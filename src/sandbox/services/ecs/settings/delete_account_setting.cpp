#include "sandbox/services/ecs/settings/account_settings.h"
#include "sandbox/services/ecs/settings/operations.h"

namespace eni::sandbox::ecs_service {

/// Answers with the record that is gone; deleting none is no error and answers with what counts.
ApiResult<Reply> delete_account_setting(Call& call) {
  ENI_TRY(const auto name, required_member(call, "name"));
  ENI_TRY(const auto principal_arn, setting_principal(call));
  ENI_TRY(const auto* setting, find_account_setting_name(name));
  const std::string value = effective_value(call, principal_arn, *setting);
  call.store<EcsRepository>().delete_account_setting(place_of(call), principal_arn, name);
  return Reply{json::object{{"setting", setting_value(*setting, value, principal_arn)}}};
}

}  // namespace eni::sandbox::ecs_service
