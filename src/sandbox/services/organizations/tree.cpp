/// ListAccountsForParent, ListChildren, ListParents.
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

constexpr std::string_view kUnit = "ORGANIZATIONAL_UNIT";

/// The parent of an account or a unit of the organization, or nothing.
std::optional<std::string> parent_of(const Call& call, const Organization& organization,
                                     std::string_view child) {
  if (const auto unit = repository(call).find_unit(child); unit && unit->organization == organization.id)
    return unit->parent;
  const auto account = repository(call).find_account(child);
  if (account && account->organization == organization.id) return account->parent;
  return std::nullopt;
}

}  // namespace

ApiResult<Reply> list_accounts_for_parent(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const std::string parent, named_parent(call, organization));
  json::array accounts;
  for (const OrganizationAccount& account : repository(call).accounts_below(parent))
    accounts.push_back(account_shape(organization, account));
  return page_of(call, "Accounts", std::move(accounts));
}

ApiResult<Reply> list_children(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  ENI_TRY(const std::string parent, named_parent(call, organization));
  json::array children;
  if (call.params.text_or("ChildType", "") == kUnit) {
    for (const OrganizationalUnit& unit : repository(call).units_below(parent))
      children.push_back(json::object{{"Id", unit.id}, {"Type", kUnit}});
  } else {
    for (const OrganizationAccount& account : repository(call).accounts_below(parent))
      children.push_back(json::object{{"Id", account.id}, {"Type", "ACCOUNT"}});
  }
  return page_of(call, "Children", std::move(children));
}

ApiResult<Reply> list_parents(Call& call) {
  ENI_TRY(const auto organization, visible_organization(call));
  const auto parent = parent_of(call, organization, call.params.text_or("ChildId", ""));
  if (!parent) {
    return ApiError{"ChildNotFoundException",
                    "You specified an organizational unit (OU) or an account that doesn't exist."};
  }
  json::array parents;
  parents.push_back(json::object{{"Id", *parent}, {"Type", *parent == organization.root ? "ROOT" : kUnit}});
  return page_of(call, "Parents", std::move(parents));
}

}  // namespace eni::sandbox::organizations_service
