#pragma once
/// The options of a shell that matter here, from a script's first line and from `set`.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/declined.h"

namespace eni::sandbox::hosts {

struct ShellOptions {
  bool errexit = false;
  bool pipefail = false;
  bool nounset = false;
};

/// @error  another interpreter than bash and sh, or options that mean more
Understood<ShellOptions> read_first_line(std::string_view script);

/// The arguments of `set`.
Understood<void> set_options(ShellOptions& options, const std::vector<std::string>& arguments, int line);

}  // namespace eni::sandbox::hosts
