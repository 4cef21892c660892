#pragma once
/// A program that is run for what it prints, such as a profile's credential_process.
#include <string>
#include <vector>

#include "base/result.h"

namespace eni::client {

struct ProgramOutput {
  int exit_code = 0;        ///< 128 and the signal's number, if one ended it
  std::string output = {};  ///< what it wrote to standard output
  std::string errors = {};  ///< and to standard error
};

/// Waits until it has ended. It has this process's environment and standard input, so it may ask its user.
/// @param argv  the first is looked for in PATH
/// @error  it cannot be started; it printed more than 1 MiB, and was killed
Result<ProgramOutput> run_program(const std::vector<std::string>& argv);

}  // namespace eni::client
