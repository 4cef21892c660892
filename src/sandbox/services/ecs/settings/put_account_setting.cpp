#include "sandbox/services/ecs/settings/account_settings.h"
#include "sandbox/services/ecs/settings/operations.h"

namespace eni::sandbox::ecs_service {

namespace {

ApiResult<Reply> put(Call& call, const std::string& principal_arn) {
  ENI_TRY(const auto name, required_member(call, "name"));
  ENI_TRY(const auto value, required_member(call, "value"));
  ENI_TRY(const auto* setting, find_account_setting_name(name));
  ENI_CHECK(check_account_setting_value(*setting, value));
  call.store<EcsRepository>().put_account_setting(place_of(call), principal_arn, name, value);
  return Reply{json::object{{"setting", setting_value(*setting, value, principal_arn)}}};
}

}  // namespace

ApiResult<Reply> put_account_setting(Call& call) {
  ENI_TRY(const auto principal_arn, setting_principal(call));
  return put(call, principal_arn);
}

/// Unlike root's own setting, which it is, the default may be written by whoever has the permission.
ApiResult<Reply> put_account_setting_default(Call& call) { return put(call, root_arn(call)); }

}  // namespace eni::sandbox::ecs_service
