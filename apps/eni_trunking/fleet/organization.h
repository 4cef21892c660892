#pragma once
/// The accounts of organizational units, at AWS Organizations.
#include <string>
#include <vector>

#include "eni_trunking/fleet/fleet_plan.h"

namespace eni::command {

struct Organization {
  std::string id;  ///< "o-exampleorgid"
  std::string management_account;
};

/// @error  the account is in none, or may not ask
client::CallResult<Organization> find_organization(client::AwsClient& client);

/// The active accounts below these units (or roots) and the units in them, as StackSets means them: without the management account,
/// to which it deploys nothing.
client::CallResult<TargetAccounts> accounts_below(client::AwsClient& client, const Organization& organization,
                                                  const std::vector<std::string>& units);

/// By which unit StackSets reaches each account now: that by which it was deployed to as long as the account is below it, else the
/// unit, or the root, that the account is in. Closed accounts, too.
/// @param deployed_by  of each account
/// @return  without accounts that have left the organization
client::CallResult<std::map<std::string, std::string>> units_now(
    client::AwsClient& client, const std::map<std::string, std::string>& deployed_by);

}  // namespace eni::command
