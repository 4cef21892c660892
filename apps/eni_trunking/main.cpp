#include <climits>
#include <exception>
#include <iostream>
#include <unistd.h>

#include "eni_trunking/command.h"

namespace {

std::string own_path() {
  std::string path(PATH_MAX, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return path;
}

/// A file on a full disk lacks what was written last: whoever reads it must not think it whole.
int flushed(int code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "eni-trunking: cannot write all of the output\n  is there room where it goes?\n";
  return code != 0 ? code : static_cast<int>(eni::command::ExitCode::kFindings);
}

}  // namespace

int main(int argc, char** argv) {
  eni::command::Terminal terminal{std::cout, std::cerr, isatty(STDOUT_FILENO) == 1, own_path()};
  terminal.err_is_terminal = isatty(STDERR_FILENO) == 1;
  if (terminal.err_is_terminal && isatty(STDIN_FILENO) == 1) terminal.in = &std::cin;
  try {
    return flushed(eni::command::run_command_line(argc, argv, terminal));
  } catch (const std::exception& defect) {
    // Exceptions are defects or exhaustion (a full disk, say); this is the last border.
    std::cerr << "eni-trunking: internal error: " << defect.what() << "\n";
    return static_cast<int>(eni::command::ExitCode::kFindings);
  }
}
