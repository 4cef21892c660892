#pragma once
/// Automatic deployment: service-managed stack sets follow accounts into the units that they are deployed to, and out of them.
/// Source: CloudFormation User Guide, "Manage automatic deployments".
#include <string>
#include <vector>

#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {

/// Begins what follows from where the account is now, and with that forgets that it has entered or left a unit. @return  ids of the stack sets with a new operation
std::vector<std::string> follow_account(Environment& env, const std::string& account);

/// Has later accounts of the units get instances in the Regions, too.
void add_targets(StackSetRecord& set, const std::vector<std::string>& units,
                 const std::vector<std::string>& regions);
/// The opposite.
void remove_targets(StackSetRecord& set, const std::vector<std::string>& units,
                    const std::vector<std::string>& regions);

}  // namespace eni::sandbox::cloudformation
