#pragma once
/// How findings have hosts replaced: by `eni-trunking rollout`. It moves the tasks of a host before it ends it, whether or not
/// ECS does so for the host's group; an instance refresh does only where ECS does.
#include <string_view>
#include <vector>

#include "diagnosis/check.h"
#include "diagnosis/rollout/record.h"

namespace eni::diagnosis {

/// Appends to a finding the commands that replace `hosts`, and says what has to come first. What it knows of that, and a line
/// mends, is among the commands.
/// Single hosts that lack what another like them would lack too (an agent, a type) are drained and terminated instead: others have
/// to be launched for them. External hosts are left.
/// @param goal    what the new hosts are to come to
/// @param mended  the condition (trunking/registration.h) that the finding's other commands bring in order; empty: none
void add_replacement(const Description& description, const Cluster& cluster,
                     const std::vector<const ContainerInstance*>& hosts, Goal goal, std::string_view mended,
                     Finding& finding);

}  // namespace eni::diagnosis
