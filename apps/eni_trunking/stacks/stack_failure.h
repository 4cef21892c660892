#pragma once
/// Why a stack's operation failed, from its events. Pure.
#include <string>
#include <vector>

#include "eni_trunking/stacks/deployment.h"

namespace eni::command {

/// The events of resources that failed by themselves, the first of them first. Those that CloudFormation cancelled because of
/// another's failure are left out; of the stack itself there is one only where no resource failed.
std::vector<StackEvent> root_causes(const std::vector<StackEvent>& events);

/// The same as lines for people, at most five of them, each "  ID (TYPE): STATUS" with its reason below; "" if there are none.
std::string failure_text(const std::vector<StackEvent>& events);

/// What has to be done before a stack in that state can be deployed; no error: it can.
/// @param stack       in no operation
/// @param connection  as connection_of(): what the commands in the hint need to go there
Result<void> check_deployable(const DeployedStack& stack, const std::string& connection);

}  // namespace eni::command
