#include "sandbox/hosts/shell_script.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "sandbox/hosts/shell_syntax.h"
#include "sandbox/hosts/shell_variables.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using Joint = ShellCommand::Joint;
using Redirect = ShellRedirect::Kind;

constexpr std::string_view kAgentFolder = "/etc/ecs";

/// Words that only say how the command after them runs.
constexpr std::array<std::string_view, 8> kPrefixes = {"sudo", "exec", "command", "nohup",
                                                       "time", "then", "do",      "{"};
/// Words that end or begin what is not evaluated; the rest of their line with them.
constexpr std::array<std::string_view, 10> kConditions = {"if",   "elif", "while", "until", "for",
                                                          "case", "[",    "[[",    "test",  "select"};
constexpr std::array<std::string_view, 4> kClosings = {"fi", "done", "esac", "}"};
/// What may be done in the agent's folder without any effect on its settings.
constexpr std::array<std::string_view, 6> kHarmless = {"mkdir", "touch", "chmod", "chown", "ls", "cat"};

bool is_shell(std::string_view name) {
  return name == "sh" || name == "bash" || name == "/bin/sh" || name == "/bin/bash";
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "NAME=value": the position of the sign, or nothing.
std::optional<std::size_t> assignment_sign(std::string_view word) {
  const auto sign = word.find('=');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  const bool is_name =
      std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(sign),
                  [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; });
  return is_name ? std::optional{sign} : std::nullopt;
}

/// \n and \t as echo -e and printf write them.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == 'n' || next == 't' || next == '\\') {
      out.push_back(next == 'n' ? '\n' : next == 't' ? '\t' : '\\');
      ++at;
    } else {
      out.push_back(text[at]);
    }
  }
  return out;
}

std::string echo(std::vector<std::string> words) {
  bool escapes = false;
  bool newline = true;
  while (!words.empty() && (words[0] == "-e" || words[0] == "-n" || words[0] == "-ne" || words[0] == "-en")) {
    escapes = escapes || words[0].find('e') != std::string::npos;
    newline = newline && words[0].find('n') == std::string::npos;
    words.erase(words.begin());
  }
  const std::string line = join(words, " ");
  return (escapes ? unescape(line) : line) + (newline ? "\n" : "");
}

/// %s and %d take the next argument each; the format is used again while arguments are left that it takes.
std::string print_format(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  const std::string format = unescape(words[0]);
  std::string out;
  std::size_t argument = 1;
  std::size_t taken = 0;
  do {
    taken = argument;
    for (std::size_t at = 0; at < format.size(); ++at) {
      const char next = format[at] == '%' && at + 1 < format.size() ? format[at + 1] : '\0';
      if (next == 's' || next == 'd' || next == 'b') {
        out.append(argument < words.size() ? words[argument] : "");
        ++argument;
        ++at;
      } else if (next == '%') {
        out.push_back('%');
        ++at;
      } else {
        out.push_back(format[at]);
      }
    }
  } while (argument < words.size() && argument > taken);
  return out;
}

class Interpreter {
 public:
  Interpreter(BootScript& script, const MetadataFacts& facts) : script_{script}, variables_{facts} {}

  void run(std::string_view text) {
    const auto first_line = text.substr(0, text.find('\n'));
    if (first_line.starts_with("#!")) {
      for (const std::string& word : split(first_line, ' '))
        if (word.starts_with("-") && word.find('e') != std::string::npos) errexit_ = true;
    }
    for (const ShellCommand& command : parse_shell(text)) {
      if (ended_) return;
      run(command);
    }
    // Whatever comes after another call of run() hangs on nothing.
    last_was_call_ = false;
  }

 private:
  /// What a command printed; nothing if that is not known.
  using Output = std::optional<std::string>;

  void run(const ShellCommand& command) {
    std::vector<std::string> words;
    for (const ShellWord& word : command.words) words.push_back(variables_.expand(word));
    if (skip(words)) {
      if (!words.empty() && is_one_of(kClosings, words[0]))
        redirect({}, command, {"the commands up to", words[0]});
      piped_.reset();
      return;
    }
    if (command.before != Joint::kPipe) {
      piped_ = input_of(command);
      if (!hang_on_last(command.before)) return;
    }
    const std::size_t before = script_.actions.size();
    const Output output = execute(words, command);
    last_was_call_ = words[0] == "aws" && script_.actions.size() > before;
    redirect(output, command, words);
    piped_ = command.after == Joint::kPipe ? output : Output{};
  }

  /// How the actions of a command hang on the command before. Only calls may fail, so `||` after anything else never runs.
  bool hang_on_last(Joint before) {
    joint_ = BootAction::Joint::kAlways;
    if (before == Joint::kAnd && last_was_call_) joint_ = BootAction::Joint::kIfSucceeded;
    if (before == Joint::kOr) joint_ = BootAction::Joint::kIfFailed;
    return before != Joint::kOr || last_was_call_;
  }

  void add(BootAction action) {
    action.joint = joint_;
    script_.actions.push_back(std::move(action));
  }

  /// Else-branches and bodies of functions; removes the words that only lead a command.
  bool skip(std::vector<std::string>& words) {
    if (skipping_ > 0) {
      if (!words.empty() && (words[0] == "if" || words[0] == "function")) ++skipping_;
      if (!words.empty() && (words[0] == "fi" || words[0] == "}")) --skipping_;
      return true;
    }
    if (!words.empty() && (words[0] == "else" || words[0] == "elif" || words[0] == "function")) {
      skipping_ = 1;
      return true;
    }
    while (!words.empty()) {
      if (is_one_of(kPrefixes, words[0])) {
        const bool was_sudo = words[0] == "sudo";
        words.erase(words.begin());
        while (was_sudo && !words.empty() && words[0].starts_with("-")) words.erase(words.begin());
      } else if (assignment_sign(words[0]) && words.size() > 1) {
        assign(words[0]);
        words.erase(words.begin());
      } else {
        break;
      }
    }
    const bool is_condition = !words.empty() && is_one_of(kConditions, words[0]);
    if (is_condition && !said_conditions_) {
      said_conditions_ = true;
      say("conditions and loops of user data are not evaluated by the sandbox: the first branch is taken");
    }
    return is_condition || words.empty() || is_one_of(kClosings, words[0]);
  }

  void assign(const std::string& word) {
    const auto sign = *assignment_sign(word);
    variables_.set(word.substr(0, sign), word.substr(sign + 1));
  }

  Output input_of(const ShellCommand& command) const {
    for (const ShellRedirect& redirect : command.redirects) {
      if (redirect.kind == Redirect::kHereDocument)
        return redirect.body.expands ? variables_.expand(redirect.body.text) : redirect.body.text;
    }
    return {};
  }

  Output execute(const std::vector<std::string>& words, const ShellCommand& command) {
    const std::string& name = words[0];
    const std::vector<std::string> arguments{words.begin() + 1, words.end()};
    if (assignment_sign(name)) return assign(name), Output{};
    if (name == "export" || name == "declare" || name == "readonly" || name == "local") {
      for (const std::string& argument : arguments)
        if (assignment_sign(argument)) assign(argument);
      return {};
    }
    if (name == "echo") return echo(arguments);
    if (name == "printf") return print_format(arguments);
    if (name == "cat" && (arguments.empty() || arguments[0] == "-")) return piped_;
    if (name == "tee") return tee(arguments);
    if (name == "rm") return remove(arguments), Output{};
    if (name == "set") return set(arguments), Output{};
    if (name == "exit") return exit(), Output{};
    if (name == "aws") return call(words, command), Output{};
    if (is_shell(name) && arguments.size() >= 2 && arguments[0].starts_with("-") &&
        arguments[0].find('c') != std::string::npos) {
      for (const ShellCommand& inner : parse_shell(arguments[1])) run(inner);
      return {};
    }
    if (touches_agent(arguments) && !is_one_of(kHarmless, name))
      say("not carried out by the sandbox: " + join(words, " "));
    return {};
  }

  Output tee(const std::vector<std::string>& arguments) {
    const bool appends = std::find(arguments.begin(), arguments.end(), "-a") != arguments.end() ||
                         std::find(arguments.begin(), arguments.end(), "--append") != arguments.end();
    for (const std::string& file : arguments)
      if (!file.starts_with("-")) write(file, piped_, appends, "tee");
    return piped_;
  }

  void remove(const std::vector<std::string>& arguments) {
    for (const std::string& file : arguments) {
      if (file.starts_with("-")) continue;
      BootAction action;
      action.kind = Kind::kRemoveFile;
      action.path = file;
      add(std::move(action));
    }
  }

  void set(const std::vector<std::string>& arguments) {
    for (std::size_t at = 0; at < arguments.size(); ++at) {
      const std::string& option = arguments[at];
      const bool turns_on = option.starts_with("-");
      if (!turns_on && !option.starts_with("+")) continue;
      const bool by_name =
          at + 1 < arguments.size() && option.back() == 'o' && arguments[at + 1] == "errexit";
      if (by_name || option.find('e') != std::string::npos) errexit_ = turns_on;
    }
  }

  void call(const std::vector<std::string>& words, const ShellCommand& command) {
    BootAction action;
    action.kind = Kind::kAwsCommand;
    action.words = words;
    const bool is_tested =
        command.after == Joint::kAnd || command.after == Joint::kOr || command.after == Joint::kPipe;
    action.must_succeed = errexit_ && !is_tested;
    for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
      const auto region = variables_.find(name);
      const bool given = std::any_of(words.begin(), words.end(),
                                     [](const std::string& word) { return word.starts_with("--region"); });
      if (region && !given) {
        action.words.push_back("--region");
        action.words.push_back(*region);
        break;
      }
    }
    add(std::move(action));
  }

  void redirect(const Output& output, const ShellCommand& command, const std::vector<std::string>& words) {
    for (const ShellRedirect& redirect : command.redirects) {
      if (redirect.kind != Redirect::kWrite && redirect.kind != Redirect::kAppend) continue;
      write(variables_.expand(redirect.target), output, redirect.kind == Redirect::kAppend, join(words, " "));
    }
  }

  void write(const std::string& path, const Output& text, bool appends, const std::string& what) {
    if (!text) {
      if (path.starts_with(kAgentFolder))
        say("not known to the sandbox, so not written to " + path + ": the output of " + what);
      return;
    }
    BootAction action;
    action.kind = appends ? Kind::kAppendFile : Kind::kWriteFile;
    action.path = path;
    action.text = *text;
    add(std::move(action));
  }

  void exit() {
    if (joint_ == BootAction::Joint::kAlways) {
      ended_ = true;
      return;
    }
    BootAction action;
    action.kind = Kind::kExit;
    add(std::move(action));
  }

  static bool touches_agent(const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(),
                       [](const std::string& word) { return word.find(kAgentFolder) != std::string::npos; });
  }

  void say(std::string text) {
    BootAction action;
    action.text = std::move(text);
    script_.actions.push_back(std::move(action));
  }

  BootScript& script_;
  ShellVariables variables_;
  bool errexit_ = false;
  bool ended_ = false;
  bool said_conditions_ = false;
  bool last_was_call_ = false;
  BootAction::Joint joint_ = BootAction::Joint::kAlways;
  int skipping_ = 0;
  Output piped_;  ///< standard input of the command
};

}  // namespace

BootScript interpret_shell(std::string_view script, const MetadataFacts& facts) {
  BootScript out;
  Interpreter{out, facts}.run(script);
  return out;
}

void append_command_line(BootScript& script, std::string_view line, const MetadataFacts& facts) {
  Interpreter{script, facts}.run(line);
}

void append_command_words(BootScript& script, const std::vector<std::string>& words,
                          const MetadataFacts& facts) {
  if (words.size() >= 3 && is_shell(words[0]) && words[1].find('c') != std::string::npos) {
    append_command_line(script, words[2], facts);
    return;
  }
  BootAction action;
  if (words.empty() || words[0] != "aws") return;
  action.kind = Kind::kAwsCommand;
  action.words = words;
  script.actions.push_back(std::move(action));
}

}  // namespace eni::sandbox::hosts
