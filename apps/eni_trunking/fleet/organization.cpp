#include "eni_trunking/fleet/organization.h"

namespace eni::command {

namespace {

/// Below a root. Source: AWS Organizations quotas.
constexpr int kMaxDepth = 5;

/// Adds those below `parent`, which is `unit` or is in it, `depth` units deep.
client::CallResult<void> add_accounts(client::AwsClient& client, const Organization& organization,
                                      const std::string& unit, const std::string& parent, int depth,
                                      TargetAccounts& targets) {
  ENI_TRY(const json::array accounts,
          client.call_all("organizations", "ListAccountsForParent", {{"ParentId", parent}}, "Accounts"));
  for (const json::value& account : accounts) {
    const std::string id = text_at(account, "Id");
    if (text_at(account, "Status") != "ACTIVE" || id == organization.management_account) continue;
    // Below several of the units that were asked for: it is reached by the first of them.
    if (targets.unit_of.emplace(id, unit).second) targets.accounts.push_back(id);
  }
  ENI_TRY(const json::array units, client.call_all("organizations", "ListOrganizationalUnitsForParent",
                                                   {{"ParentId", parent}}, "OrganizationalUnits"));
  if (!units.empty() && depth == kMaxDepth)
    return client::CallFailure::unexpected("organizational units are nested deeper than AWS nests them: " +
                                           parent);
  for (const json::value& below : units)
    ENI_CHECK(add_accounts(client, organization, unit, text_at(below, "Id"), depth + 1, targets));
  return {};
}

}  // namespace

client::CallResult<Organization> find_organization(client::AwsClient& client) {
  ENI_TRY(const json::value reply, client.call("organizations", "DescribeOrganization"));
  const json::object& organization = object_at(reply, "Organization");
  return Organization{text_at(organization, "Id"), text_at(organization, "MasterAccountId")};
}

client::CallResult<TargetAccounts> accounts_below(client::AwsClient& client, const Organization& organization,
                                                  const std::vector<std::string>& units) {
  TargetAccounts targets;
  targets.is_whole_units = true;
  for (const std::string& unit : units) ENI_CHECK(add_accounts(client, organization, unit, unit, 0, targets));
  return targets;
}

}  // namespace eni::command
