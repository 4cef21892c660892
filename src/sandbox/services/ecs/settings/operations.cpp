/// Account settings.
#include "sandbox/services/ecs/settings/operations.h"

#include "sandbox/services/ecs/service.h"

namespace eni::sandbox::ecs_service {
namespace {

/// The setting's name is a condition key of all that write; none of the four takes a resource.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon ECS".
Access account_setting_access(const Call& call) {
  Access access;
  if (auto name = call.params.text("name"))
    access.context.emplace_back("ecs:account-setting", *std::move(name));
  return access;
}

constexpr std::string_view kPrincipalDifferences =
    "whether the principal of principalArn exists is not checked; AWS's wording for another's principal is "
    "not known";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource checked, run
    {"DeleteAccountSetting",
     "ecs:DeleteAccountSetting",
     account_setting_access,
     delete_account_setting,
     {},
     kPrincipalDifferences},
    {"ListAccountSettings",
     "ecs:ListAccountSettings",
     any_resource,
     list_account_settings,
     {},
     kPrincipalDifferences},
    {"PutAccountSetting",
     "ecs:PutAccountSetting",
     account_setting_access,
     put_account_setting,
     {},
     kPrincipalDifferences},
    {"PutAccountSettingDefault", "ecs:PutAccountSettingDefault", account_setting_access,
     put_account_setting_default},
};

}  // namespace

constinit const std::span<const Operation> kSettingsOperations{kRows};

}  // namespace eni::sandbox::ecs_service
