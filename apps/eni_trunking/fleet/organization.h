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

}  // namespace eni::command
