#pragma once
/// What `fleet deploy` and `fleet destroy` have to do, from what is there and what is wanted. Pure.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eni_trunking/fleet/stack_set.h"

namespace eni::command {

/// Which accounts are meant, and by which organizational units they are reached.
struct TargetAccounts {
  std::vector<std::string> accounts;
  /// Service-managed: of each account the unit, of those that were asked for, that it is below.
  std::map<std::string, std::string> unit_of;
  /// Service-managed: those units are wanted whole, not some of their accounts only.
  bool is_whole_units = false;
};

struct WantedFleet {
  StackSetContent content;
  TargetAccounts targets;
  std::vector<std::string> regions;
  /// Service-managed: by which unit each account that has an instance is reached now, as units_now() says.
  std::map<std::string, std::string> reached_by = {};
};

struct FleetPlan {
  bool makes_stack_set = false;
  std::vector<std::string>
      updates;  ///< why all stacks are updated: "template", "parameters", …; empty: they are not
  std::vector<TargetGroup> added;    ///< places without an instance
  std::vector<TargetGroup> retried;  ///< whose instances are not current, unless all are updated
  std::size_t existing = 0;          ///< instances

  bool is_empty() const { return !makes_stack_set && updates.empty() && added.empty() && retried.empty(); }
  std::size_t added_count() const;
  std::size_t retried_count() const;
};

/// What differs between the stack set as it is and as it is wanted, a word each. Tags, roles and automatic deployment count only
/// where the wanted ones say something of them.
std::vector<std::string> differences(const StackSetContent& existing, const StackSetContent& wanted);

FleetPlan plan_fleet(const std::optional<StackSetDescription>& existing,
                     const std::vector<StackInstance>& instances, const WantedFleet& wanted);

/// The places as few groups, each of all its accounts in all its Regions. @param unit_of  empty: self-managed
std::vector<TargetGroup> group_places(const std::vector<StackPlace>& places,
                                      const std::map<std::string, std::string>& unit_of);

/// Whether deploying again may make it current.
bool can_be_retried(const StackInstance& instance);

/// The unit that each account was deployed to by. Empty for a self-managed stack set.
std::map<std::string, std::string> units_of(const std::vector<StackInstance>& instances);

/// What removes all instances: those that have a stack, and those that only stand in the list, whose account StackSets could not
/// enter. `retained` too are, where their stacks are given up, those of which StackSets cannot delete the stack: INOPERABLE ones, and
/// those of accounts that are closed or have left the organization.
struct RemovalPlan {
  std::vector<TargetGroup> deleted;
  std::vector<TargetGroup> retained;
  std::vector<StackPlace> given_up;  ///< of `retained` those that leave a stack behind
  std::vector<StackPlace>
      departed;  ///< neither: stacks of accounts that have left the organization, not given up
};
enum class FailedStacks { kDelete, kGiveUp };
/// @param reached_by  as WantedFleet has it
RemovalPlan plan_removal(const std::vector<StackInstance>& instances,
                         const std::map<std::string, std::string>& reached_by, FailedStacks failed);

/// "500 accounts in 3 Regions", "1 account in eu-central-1"
std::string extent_of(const std::vector<TargetGroup>& groups);

}  // namespace eni::command
