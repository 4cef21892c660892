#pragma once
/// Which accounts and Regions a command of `fleet` is about: what users gave, or else what the stack set has.
#include <optional>
#include <string>
#include <vector>

#include "eni_trunking/fleet/fleet_plan.h"
#include "eni_trunking/fleet/organization.h"

namespace eni::command {

/// As typed.
struct TargetOptions {
  std::vector<std::string> accounts = {};
  std::string accounts_file = {};
  std::vector<std::string> organizational_units = {};
  std::string permission_model = {};  ///< self-managed, service-managed; "": by what else is given
  std::vector<std::string> regions = {};
};

/// Known to be good.
struct TargetRequest {
  std::vector<std::string> accounts;
  std::vector<std::string> organizational_units;
  std::optional<PermissionModel> permissions;
  std::vector<std::string> regions;
};

/// Reads the file of accounts, too. @error  a text that is none; units of a self-managed stack set
Result<TargetRequest> read_targets(const TargetOptions& options);

/// The same with what is missing as the stack set has it. Pure.
/// @error  the permission model is another than the stack set's; nothing says which accounts or Regions
Result<TargetRequest> complete_targets(TargetRequest request,
                                       const std::optional<StackSetDescription>& existing,
                                       const std::vector<StackInstance>& instances);

/// Where the stack set has instances, each Region once, sorted.
std::vector<std::string> regions_of(const std::vector<StackInstance>& instances);

/// Of `below`, the accounts of whole units, those that were asked for by name. @error  one is in none of the units
Result<TargetAccounts> narrow_targets(TargetAccounts below, const std::vector<std::string>& accounts);

}  // namespace eni::command
