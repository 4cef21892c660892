#pragma once
/// Hints to whoever has mistyped a name.
#include <string>
#include <string_view>
#include <vector>

namespace eni::command {

/// "did you mean 'NAME'?" with the name that is nearest to `word`. @param names  not empty
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

}  // namespace eni::command
