#pragma once
/// A question to the user, whatever standard input and output are.
#include <string>

#include "base/result.h"

namespace eni::client {

/// Writes `prompt` to the terminal and reads a line from it, which is not shown as it is typed.
/// @error  the process has no terminal; nothing was typed. After Ctrl-C the terminal is as it was, and SIGINT is raised
Result<std::string> ask_at_terminal(const std::string& prompt);

}  // namespace eni::client
