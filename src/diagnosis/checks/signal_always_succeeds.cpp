#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

namespace {

/// The line's command is cfn-signal, with the exit code of a command before it, of which there is none: each command of cfn-init has
/// a shell of its own. In a script the line would stand without the key `command`.
bool signals_nothing(const std::string& line) {
  const auto signal = line.find("cfn-signal");
  const auto code = line.find("-e $?");
  if (signal == std::string::npos || code == std::string::npos || code < signal) return false;
  const std::string before = line.substr(0, signal);
  return before.find("command") != std::string::npos && before.find_first_of(";&|") == std::string::npos;
}

}  // namespace

Findings find_signal_always_succeeds(const Description& description) {
  Findings findings;
  for (const Stack& stack : description.stacks) {
    for (const std::string& line : split(stack.template_body, '\n')) {
      if (!signals_nothing(line)) continue;
      findings.push_back(
          {"signal-always-succeeds",
           Severity::kWarning,
           "",
           stack.name,
           "A command of cfn-init in the stack " + stack.name + " is: " + std::string(trim(line)),
           "$? is the exit code of the command before, and here there is none: it is always 0, so "
           "CloudFormation takes hosts that failed for good ones. Signal in the command that can fail, "
           "or in the user data after cfn-init.",
           {aws_line(description, {"cloudformation", "get-template", "--stack-name", stack.name})}});
      break;
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
