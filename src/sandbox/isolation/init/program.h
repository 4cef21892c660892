#pragma once
/// A program of the jail: with limits, without the capabilities that reach beyond it, its output to init's own.
#include <string>
#include <vector>

#include "sandbox/isolation/init/execution.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

struct ProgramCommand {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  ///< "NAME=value"
  std::string directory;
};

/// With brokered egress the descriptor that announces its connect() calls goes to the sandbox (Report::kConnections).
Started start_program(const Layout& layout, const ProgramCommand& command);

}  // namespace eni::sandbox::isolation::init
