#include "sandbox/services/cloudformation/stack_sets/organization.h"

#include <algorithm>
#include <set>

#include "sandbox/store/organizations_repository.h"

namespace eni::sandbox::cloudformation {
namespace {

using Accounts = std::vector<SetTargets::Account>;

OrganizationsRepository& organizations(Store& store) { return store.get<OrganizationsRepository>(); }

/// Each account below the unit, with the unit that was asked for.
void add_below(Store& store, const Organization& organization, const std::string& parent,
               const std::string& asked_for, Accounts& accounts) {
  for (const OrganizationAccount& account : organizations(store).accounts_below(parent)) {
    const bool is_known = std::ranges::any_of(
        accounts, [&](const SetTargets::Account& known) { return known.id == account.id; });
    if (account.id != organization.management_account && !is_known)
      accounts.push_back({account.id, asked_for});
  }
  for (const OrganizationalUnit& unit : organizations(store).units_below(parent))
    add_below(store, organization, unit.id, asked_for, accounts);
}

ApiResult<void> check_unit(Store& store, const Organization& organization, const std::string& id) {
  const auto unit = organizations(store).find_unit(id);
  if (id == organization.root || (unit && unit->organization == organization.id)) return {};
  return aws::validation_error("OrganizationalUnit " + id + " not found in the organization");
}

bool is_listed(const std::vector<std::string>& list, const std::string& id) {
  return std::ranges::find(list, id) != list.end();
}

/// Accounts by themselves, as UNION takes them in. The management account is passed over here, too.
ApiResult<void> add_listed(Store& store, const Organization& organization,
                           const std::vector<std::string>& listed, Accounts& accounts) {
  for (const std::string& id : listed) {
    if (std::ranges::any_of(accounts, [&](const auto& known) { return known.id == id; })) continue;
    const auto account = organizations(store).find_account(id);
    if (!account || account->organization != organization.id)
      return aws::validation_error("Account " + id + " is not in the organization");
    if (id != organization.management_account) accounts.push_back({id, account->parent});
  }
  return {};
}

}  // namespace

bool has_organizations_access(Store& store, const std::string& account) {
  const auto organization = organizations(store).of_account(account);
  if (!organization || organization->management_account != account) return false;
  return std::ranges::any_of(organizations(store).services_of(organization->id, ""),
                             [](const OrganizationService& row) { return row.service == kStackSetsService; });
}

ApiResult<void> check_organizations_access(Store& store, const std::string& account) {
  if (has_organizations_access(store, account)) return {};
  return aws::validation_error("You must enable organizations access to operate a service managed stack set");
}

ApiResult<std::string> delegating_account(const Call& call) {
  const std::string& caller = call.account().value;
  const auto organization = organizations(call.env.store).of_account(caller);
  if (organization) {
    for (const OrganizationService& row : organizations(call.env.store).services_of(organization->id, caller))
      if (row.service == kStackSetsService) return organization->management_account;
  }
  return aws::validation_error("Account used is not a delegated administrator");
}

ApiError no_unit_given() {
  return aws::validation_error(
      "StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target");
}

ApiResult<Accounts> accounts_of_targets(const Call& call, const std::string& manager,
                                        const json::object& targets) {
  const Params members{targets};
  ENI_TRY(const auto units, members.texts("OrganizationalUnitIds"));
  ENI_TRY(const auto listed, members.texts("Accounts"));
  const std::string filter = members.text_or("AccountFilterType", "UNION");
  const auto organization = organizations(call.env.store).of_account(manager);
  if (!organization || (units.empty() && (listed.empty() || filter != "UNION"))) return no_unit_given();
  if (filter == "NONE" && !listed.empty()) {
    return aws::validation_error(
        "Accounts can only be specified with an AccountFilterType of INTERSECTION, DIFFERENCE or UNION");
  }
  Accounts accounts;
  for (const std::string& unit : units) {
    ENI_CHECK(check_unit(call.env.store, *organization, unit));
    add_below(call.env.store, *organization, unit, unit, accounts);
  }
  if (filter == "UNION") ENI_CHECK(add_listed(call.env.store, *organization, listed, accounts));
  if (filter == "INTERSECTION")
    std::erase_if(accounts, [&](const auto& a) { return !is_listed(listed, a.id); });
  if (filter == "DIFFERENCE") std::erase_if(accounts, [&](const auto& a) { return is_listed(listed, a.id); });
  return accounts;
}

void add_departed(const Call& call, const StackSetRecord& set, SetTargets& targets) {
  const std::vector<std::string> units = texts_at(targets.as_given, "OrganizationalUnitIds");
  const std::vector<std::string> listed = texts_at(targets.as_given, "Accounts");
  const std::string filter = text_at(targets.as_given, "AccountFilterType");
  for (const StackInstanceRecord& instance : stack_instances(call).of_set(set.id)) {
    const std::string& id = instance.account;
    if (!is_listed(units, instance.organizational_unit)) continue;
    if (filter == "INTERSECTION" && !is_listed(listed, id)) continue;
    if (filter == "DIFFERENCE" && is_listed(listed, id)) continue;
    const bool is_known =
        std::ranges::any_of(targets.accounts, [&](const auto& known) { return known.id == id; });
    if (!is_known && units_of_account(call.env.store, set.account, id).empty())
      targets.accounts.push_back({id, instance.organizational_unit});
  }
}

std::vector<std::string> units_of_account(Store& store, const std::string& manager,
                                          const std::string& account) {
  const auto row = organizations(store).find_account(account);
  const auto organization = organizations(store).of_account(manager);
  std::vector<std::string> units;
  if (!row || !organization || row->organization != organization->id || account == manager) return units;
  units.push_back(row->parent);
  while (const auto unit = organizations(store).find_unit(units.back())) units.push_back(unit->parent);
  return units;
}

std::vector<std::string> changed_accounts(Store& store) { return organizations(store).changed_accounts(); }

void forget_change(Store& store, const std::string& account) { organizations(store).forget_change(account); }

bool is_suspended(Store& store, const std::string& account) {
  const auto row = organizations(store).find_account(account);
  return row && row->status != "ACTIVE";
}

}  // namespace eni::sandbox::cloudformation
