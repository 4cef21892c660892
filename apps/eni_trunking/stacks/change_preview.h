#pragma once
/// What a change set will do, for people. Pure.
#include <string>
#include <vector>

#include "eni_trunking/stacks/deployment.h"

namespace eni::command {

/// A table of the resources, with what of them changes:
///
///     change   resource                      type
///     Add      EC2Role                       AWS::IAM::Role
///     Replace  EniTrunkingFunctionX86        AWS::Lambda::Function
///                by Architectures, Code
///
/// A modification that replaces its resource is a Replace, "Replace?" where that shows only while it runs.
std::string change_preview(const std::vector<ResourceChange>& changes);

/// "9 to add, 1 to modify, 1 to replace, 2 to remove"
std::string change_summary(const std::vector<ResourceChange>& changes);

}  // namespace eni::command
