#pragma once
/// Which instance type to take in place of one that takes no trunk.
#include <string>
#include <string_view>

namespace eni::diagnosis {

/// A type of the families c, m and r of the current generation that the Amazon ECS Developer Guide lists, with the same architecture and at least as many vCPUs
/// and as much memory; of these the smallest, then the one with the most tasks. "" if there is none, or `instance_type` is not known.
std::string type_with_trunk(std::string_view instance_type);

}  // namespace eni::diagnosis
