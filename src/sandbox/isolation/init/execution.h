#pragma once
/// How a first process starts programs: in a child that prepares itself, and is heard of until it runs the program or gives up.
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace eni::sandbox::isolation::init {

struct Started {
  pid_t pid = -1;
  int error = 0;  ///< an errno: it was not started
};

/// Forks. Returns when the program is running or could not be started.
/// @param become  in the child; is given where it says why it gives up, and does not return
Started start_child(const std::function<void(int failures)>& become);

// For the child.

/// With errno as it is.
[[noreturn]] void give_up(int failures);
/// A session of its own, no signal blocked or handled.
void begin_session();
/// Runs argv[0]; nothing but standard input, output and error stays open.
/// @param environment  "NAME=value", all of it
[[noreturn]] void execute(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                          int failures);

}  // namespace eni::sandbox::isolation::init
