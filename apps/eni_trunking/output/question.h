#pragma once
/// A question to whoever sits at the terminal.
#include <string_view>

#include "eni_trunking/command.h"

namespace eni::command {

/// Writes the question with "[y/N]" to standard error. terminal.in is there.
/// @return  whether the answer begins with y; the end of input, or an interruption of it, is a no
bool is_confirmed(Terminal& terminal, std::string_view question);

}  // namespace eni::command
