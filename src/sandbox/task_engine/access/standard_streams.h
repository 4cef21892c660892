#pragma once
/// What a program that was started for a command reads and writes: pipes that the command has made, or a terminal of its own. Never a
/// file or terminal of the user's: whoever holds one may open it again by /proc, read what was there before, and write what the user types.
#include <array>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"

namespace eni::sandbox::task_engine {

/// Standard input, output and error out of what came with a request.
/// @return  none of them with a terminal
/// @error   they are no three pipes
Result<std::array<net::Descriptor, 3>> take_streams(std::vector<net::Descriptor> received, bool has_terminal);

/// As World::start() and TaskAccess::exec() take them.
std::array<int, 3> numbers_of(const std::array<net::Descriptor, 3>& streams);

/// A new terminal (pty(7)). @error  the kernel gives none
struct TerminalPair {
  net::Descriptor user_end;
  net::Descriptor program_end;
};
Result<TerminalPair> make_terminal();

}  // namespace eni::sandbox::task_engine
