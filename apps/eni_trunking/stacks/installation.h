#pragma once
/// Where the files lie that come with the command: in a checkout beside build/, or installed under share/.
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::command {

/// @param program   path of this executable
/// @param relative  a file: "templates/eni-trunking.yml"
/// @error  names the places that were looked at
Result<std::string> find_installed(std::string_view program, std::string_view relative);

/// The folder of Lambda's runtimes: not any that only has the same name.
Result<std::string> find_runtimes(std::string_view program);

}  // namespace eni::command
