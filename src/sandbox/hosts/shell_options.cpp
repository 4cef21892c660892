#include "sandbox/hosts/shell_options.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

bool is_shell_path(std::string_view path) {
  return path == "/bin/sh" || path == "/bin/bash" || path == "/usr/bin/sh" || path == "/usr/bin/bash";
}

/// Letters of `set`: -e, -u; -x only shows what runs.
Understood<void> apply_letters(ShellOptions& options, std::string_view letters, bool turns_on, int line) {
  for (const char letter : letters) {
    if (letter == 'e') options.errexit = turns_on;
    if (letter == 'u') options.nounset = turns_on;
    if (std::string_view{"eux"}.find(letter) == std::string_view::npos)
      return Declined{line, std::string("the shell's option '") + letter + "'"};
  }
  return {};
}

Understood<void> apply_name(ShellOptions& options, const std::string& name, bool turns_on, int line) {
  if (name == "errexit") {
    options.errexit = turns_on;
  } else if (name == "pipefail") {
    options.pipefail = turns_on;
  } else if (name == "nounset") {
    options.nounset = turns_on;
  } else if (name != "xtrace") {
    return Declined{line, "the shell's option '" + name + "'"};
  }
  return {};
}

}  // namespace

Understood<ShellOptions> read_first_line(std::string_view script) {
  std::string_view line = trim(script.substr(0, script.find('\n')));
  if (!line.starts_with("#!")) return Declined{1, "no first line that names a shell"};
  line = trim(line.substr(2));
  const auto end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view path = line.substr(0, end);
  // The kernel gives all that follows as one argument.
  const std::string_view argument = trim(line.substr(end));
  ShellOptions options;
  const bool is_by_name = path == "/usr/bin/env" && (argument == "bash" || argument == "sh");
  if (is_by_name || (is_shell_path(path) && argument.empty())) return options;
  if (!is_shell_path(path) || !argument.starts_with('-') || argument.size() < 2)
    return Declined{1, "the interpreter '" + std::string(line) + "'"};
  ENI_CHECK(apply_letters(options, argument.substr(1), true, 1));
  return options;
}

Understood<void> set_options(ShellOptions& options, const std::vector<std::string>& arguments, int line) {
  if (arguments.empty()) return Declined{line, "'set' without options"};
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    const bool turns_on = word.starts_with('-');
    if (word.size() < 2 || (!turns_on && word[0] != '+')) return Declined{line, "'set' of arguments"};
    std::string_view letters = std::string_view{word}.substr(1);
    const bool is_named = letters.ends_with('o');
    if (is_named) letters.remove_suffix(1);
    ENI_CHECK(apply_letters(options, letters, turns_on, line));
    if (is_named)
      ENI_CHECK(apply_name(options, at + 1 < arguments.size() ? arguments[++at] : "", turns_on, line));
  }
  return {};
}

}  // namespace eni::sandbox::hosts
