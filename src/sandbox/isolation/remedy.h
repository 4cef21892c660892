#pragma once
/// What would allow namespaces on this machine.
#include <string>
#include <string_view>

namespace eni::sandbox::isolation {

/// The line to type or the setting to change, for what init said; found by looking at the kernel's own settings.
std::string remedy_for(std::string_view failure);

}  // namespace eni::sandbox::isolation
