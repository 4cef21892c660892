#pragma once
/// What StackSets need to know of the organization that service-managed stack sets deploy to.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {

/// By which an organization trusts StackSets. Source: AWS Organizations User Guide, "AWS CloudFormation StackSets and AWS Organizations".
inline constexpr std::string_view kStackSetsService = "member.org.stacksets.cloudformation.amazonaws.com";
inline constexpr std::string_view kStackSetsAdminService = "stacksets.cloudformation.amazonaws.com";

/// Whether the account manages an organization that trusts StackSets.
bool has_organizations_access(Store& store, const std::string& account);

/// @error  ValidationError for what a stack set of `account` asks of an organization that does not trust StackSets
ApiResult<void> check_organizations_access(Store& store, const std::string& account);

/// The management account for whose stack sets the caller may act. @error  ValidationError
ApiResult<std::string> delegating_account(const Call& call);

/// ValidationError in AWS's words for targets of a service-managed stack set without a unit.
ApiError no_unit_given();

/// The accounts that DeploymentTargets mean, without the management account, by units and AccountFilterType, which is UNION unless given
/// (API Reference, "DeploymentTargets").
/// @param manager  the management account
/// @error  ValidationError for what is no unit of the organization, and where there are neither units nor accounts by themselves (UNION)
ApiResult<std::vector<SetTargets::Account>> accounts_of_targets(const Call& call, const std::string& manager,
                                                                const json::object& targets);

/// Adds the accounts of instances that came by one of the units and whose account has left the organization since, as far as
/// AccountFilterType lets them in: StackSets keep such instances in their list, where only a deletion finds them [assumed].
void add_departed(const Call& call, const StackSetRecord& set, SetTargets& targets);

/// The account's unit and all that this is in, up to the root; empty if it is in no organization that `manager` manages.
std::vector<std::string> units_of_account(Store& store, const std::string& manager,
                                          const std::string& account);
/// Accounts that have entered or left a unit, of which it is not known yet what follows from that.
std::vector<std::string> changed_accounts(Store& store);
/// What follows from the account's change has begun.
void forget_change(Store& store, const std::string& account);
/// Whether the account is closed.
bool is_suspended(Store& store, const std::string& account);

}  // namespace eni::sandbox::cloudformation
