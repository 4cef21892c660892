#include "eni_trunking/fleet/organization.h"

#include <functional>
#include <set>

namespace eni::command {

namespace {

/// Below a root. Source: AWS Organizations quotas.
constexpr int kMaxDepth = 5;

using OnAccount = std::function<void(const json::value&)>;

/// Each account in `parent` and in the units below it. @param depth  of `parent` below where this began
client::CallResult<void> for_each_account(client::AwsClient& client, const std::string& parent, int depth,
                                          const OnAccount& on_account) {
  ENI_TRY(const json::array accounts,
          client.call_all("organizations", "ListAccountsForParent", {{"ParentId", parent}}, "Accounts"));
  for (const json::value& account : accounts) on_account(account);
  ENI_TRY(const json::array units, client.call_all("organizations", "ListOrganizationalUnitsForParent",
                                                   {{"ParentId", parent}}, "OrganizationalUnits"));
  if (!units.empty() && depth == kMaxDepth)
    return client::CallFailure::unexpected("organizational units are nested deeper than AWS nests them: " +
                                           parent);
  for (const json::value& below : units)
    ENI_CHECK(for_each_account(client, text_at(below, "Id"), depth + 1, on_account));
  return {};
}

/// What the account is in. @return  "" if it is not in the organization
client::CallResult<std::string> parent_of(client::AwsClient& client, const std::string& account) {
  const auto parents = client.call_all("organizations", "ListParents", {{"ChildId", account}}, "Parents");
  if (parents.has_error() && parents.error().is_refused_with("ChildNotFoundException")) return std::string{};
  if (parents.has_error()) return parents.error();
  return parents->empty() ? std::string{} : text_at((*parents)[0], "Id");
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
  for (const std::string& unit : units) {
    const auto add = [&](const json::value& account) {
      const std::string id = text_at(account, "Id");
      if (text_at(account, "Status") != "ACTIVE" || id == organization.management_account) return;
      // Below several of the units that were asked for: it is reached by the first of them.
      if (targets.unit_of.emplace(id, unit).second) targets.accounts.push_back(id);
    };
    ENI_CHECK(for_each_account(client, unit, 0, add));
  }
  return targets;
}

client::CallResult<std::map<std::string, std::string>> units_now(
    client::AwsClient& client, const std::map<std::string, std::string>& deployed_by) {
  std::map<std::string, std::string> now;
  std::set<std::string> units;
  for (const auto& [account, unit] : deployed_by) units.insert(unit);
  for (const std::string& unit : units) {
    const auto keep = [&](const json::value& account) {
      const auto known = deployed_by.find(text_at(account, "Id"));
      if (known != deployed_by.end() && known->second == unit) now.insert(*known);
    };
    const auto walked = for_each_account(client, unit, 0, keep);
    // A unit that is gone has nobody below it.
    if (walked.has_error() && !walked.error().is_refused_with("ParentNotFoundException"))
      return walked.error();
  }
  for (const auto& [account, unit] : deployed_by) {
    if (now.count(account) > 0) continue;
    ENI_TRY(const std::string parent, parent_of(client, account));
    if (!parent.empty()) now[account] = parent;
  }
  return now;
}

}  // namespace eni::command
