#include <algorithm>

#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/stack_resources.h"

namespace eni::diagnosis {

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether the line gives cfn-signal the exit code of the command before.
bool signals_exit_code(std::string_view line) {
  const auto signal = line.find("cfn-signal");
  if (signal == std::string_view::npos) return false;
  const std::string_view options = line.substr(signal);
  return has(options, "-e $?") || has(options, "--exit-code $?") || has(options, "--exit-code=$?") ||
         has(options, "-e \"$?\"");
}

/// A command of cfn-init has a shell of its own: without another command before it there, $? is 0.
bool is_alone(std::string_view command) {
  const std::string_view before = command.substr(0, command.find("cfn-signal"));
  return before.find_first_of(";&|\n") == std::string_view::npos;
}

/// Of a script: the exit code is that of a command that cannot fail, or of none.
bool follows_nothing(const std::vector<std::string>& lines, std::size_t at) {
  if (!is_alone(lines[at])) return false;
  while (at-- > 0) {
    const std::string_view line = trim(lines[at]);
    if (line.empty() || line.starts_with('#')) continue;
    return line.starts_with("echo ") || (line.ends_with('&') && !line.ends_with("&&"));
  }
  return true;
}

/// The line of user data by which they signal success whatever happens; empty if there is none.
std::string signal_in_script(const std::string& script) {
  // A line that ends in a backslash goes on in the next.
  const std::vector<std::string> lines = split(replace_all(script, "\\\n", " "), '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!trim(lines[i]).starts_with('#') && signals_exit_code(lines[i]) && follows_nothing(lines, i))
      return std::string(trim(lines[i]));
  }
  return "";
}

/// A command of cfn-init is a text, or a list of words.
std::string command_text(const json::value* command) {
  if (!command) return "";
  if (!command->is_array()) return as_text(*command);
  std::vector<std::string> words;
  for (const json::value& word : command->get_array()) words.push_back(as_text(word));
  return join(words, " ");
}

/// The same of the commands that cfn-init finds in the resource's metadata.
std::string signal_in_metadata(const StackResource& resource) {
  for (const auto& config : object_at(resource.metadata, "AWS::CloudFormation::Init")) {
    for (const auto& entry : object_at(config.value(), "commands")) {
      const std::string command = command_text(find(entry.value(), "command"));
      if (signals_exit_code(command) && is_alone(command)) return std::string(trim(command));
    }
  }
  return "";
}

Finding finding_of(const Description& description, const Stack& stack, const StackResource& resource,
                   const std::string& line, bool is_of_cfn_init) {
  const std::string file = stack.name + ".template";
  const bool is_json =
      trim(stack.template_body).starts_with('{');  // The CLI reads such a body, and shows what it read.
  return {
      "signal-always-succeeds",
      Severity::kWarning,
      "",
      stack.name,
      std::string(is_of_cfn_init ? "A command of cfn-init" : "The user data") + " of the resource " +
          resource.logical_id + " in the stack " + stack.name + " signals by: " + line,
      "$? is the exit code of the command before, and here there is none that can fail: it is always 0. No "
      "failure is ever signalled: CloudFormation takes hosts whose set-up went wrong for good ones, or "
      "waits for them until its timeout. Signal in the command that can fail, or in the user data right "
      "after cfn-init. The first line fetches the template; change it before you type the second.",
      {aws_line(description, {"cloudformation", "get-template", "--stack-name", stack.name, "--query",
                              "TemplateBody", "--output", is_json ? "json" : "text"}) +
           " > " + shell_line({file}),
       aws_line(description, {"cloudformation", "deploy", "--stack-name", stack.name, "--template-file", file,
                              "--capabilities", "CAPABILITY_NAMED_IAM"})}};
}

}  // namespace

Findings find_signal_always_succeeds(const Description& description) {
  Findings findings;
  for (const Stack& stack : description.stacks) {
    for (const StackResource& resource : resources_of(description, stack)) {
      const std::string command = signal_in_metadata(resource);
      const std::string line = command.empty() ? signal_in_script(user_data_of(resource)) : command;
      if (line.empty()) continue;
      findings.push_back(finding_of(description, stack, resource, line, !command.empty()));
      break;  // The others are of the same making.
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
