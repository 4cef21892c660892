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
    // wire name, resource checked, run, reads, options
    {"DeleteAccountSetting",
     account_setting_access,
     delete_account_setting,
     "name principalArn",
     {.differences = kPrincipalDifferences}},
    {"ListAccountSettings",
     any_resource,
     list_account_settings,
     "name value principalArn effectiveSettings nextToken maxResults",
     {.differences = kPrincipalDifferences}},
    {"PutAccountSetting",
     account_setting_access,
     put_account_setting,
     "name value principalArn",
     {.differences = kPrincipalDifferences}},
    {"PutAccountSettingDefault", account_setting_access, put_account_setting_default, "name value"},
};

}  // namespace

constinit const std::span<const Operation> kSettingsOperations{kRows};

}  // namespace eni::sandbox::ecs_service
