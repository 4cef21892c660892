#pragma once
/// The whole command in a test: what it writes and how it ends.
#include <sstream>
#include <string>
#include <vector>

#include "eni_trunking/command.h"

namespace eni::command {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

/// `eni-trunking ARGUMENTS...`, not on a terminal.
inline Outcome run_for_test(const std::vector<std::string>& arguments) {
  std::vector<const char*> words{"eni-trunking"};
  for (const std::string& argument : arguments) words.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal{out, err, false, "build/eni-trunking"};
  const int code = run_command_line(static_cast<int>(words.size()), words.data(), terminal);
  return {code, out.str(), err.str()};
}

}  // namespace eni::command
