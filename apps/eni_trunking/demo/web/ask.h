#pragma once
/// The client of the demo's containers.
#include <string>
#include <vector>

namespace eni::demo_web {

/// Asks each address for its page, one after the other, and writes a line of each.
/// @return  what the program ends with: 1 if one does not answer, which is said instead
int ask(const std::vector<std::string>& addresses);

}  // namespace eni::demo_web
