#include <CLI/App.hpp>
#include <ostream>

#include "eni_trunking/command.h"

namespace eni::command {

Run declare_version(CLI::App& app, Terminal& terminal) {
  app.footer("Example:\n  eni-trunking version");
  return [&terminal] {
    terminal.out << "eni-trunking " << ENI_TRUNKING_VERSION << "\n";
    return ExitCode::kFine;
  };
}

}  // namespace eni::command
