#include <CLI/App.hpp>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/command.h"

namespace eni::command {

namespace {

/// The values that an option is limited to, space-separated; "" if it is not. CLI11 tells them in the type's name: "FORM:{table,json}".
std::string choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto begin = type.find('{');
  const auto end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return "";
  return replace_all(type.substr(begin + 1, end - begin - 1), ",", " ");
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

/// Every option and subcommand of `app`, and what its arguments are limited to, space-separated.
std::string words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    if (option->get_positional() && !choices_of(*option).empty()) words.push_back(choices_of(*option));
  }
  return join(words, " ");
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

/// A row of bash's `case`. Behind an option that takes a value stand its choices, or nothing, so that bash offers files.
std::string bash_case(const std::string& pattern, const CLI::App& app) {
  std::string values;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty() || !takes_value(*option)) continue;
    values += " --" + join(option->get_lnames(), "|--") + ") words=\"" + choices_of(*option) + "\" ;;";
  }
  if (!values.empty()) values = "; case \"$before\" in" + values + " esac";
  return "    " + pattern + ") words=\"" + words_of(app) + "\"" + values + " ;;\n";
}

std::string bash_script(const CLI::App& root) {
  std::string cases;
  for (const CLI::App* sub : commands_of(root)) {
    for (const CLI::App* nested : commands_of(*sub))
      cases += bash_case("\"" + sub->get_name() + " " + nested->get_name() + "\"", *nested);
    cases += bash_case("\"" + sub->get_name() + " \"*", *sub);
  }
  return "_eni_trunking() {\n"
         "  local words=\"" +
         words_of(root) +
         "\" nested= word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         // "--output=t" comes as three words, and "--output=" as two.
         "  if [ \"$word\" = = ]; then word=\n"
         "  elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  [ \"$COMP_CWORD\" -gt 2 ] && nested=${COMP_WORDS[2]}\n"
         "  case \"${COMP_WORDS[1]} $nested\" in\n" +
         cases +
         "  esac\n"
         "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"" +
         words_of(root) +
         "\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _eni_trunking eni-trunking\n";
}

std::string zsh_script(const CLI::App& root) {
  // The last line is for the first time in a shell: zsh has just loaded this as a function, and waits for words.
  return "#compdef eni-trunking\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(root) +
         "[ \"${funcstack[1]}\" != _eni-trunking ] || _bash_complete -o default -F _eni_trunking\n";
}

/// A line of fish: with what words typed before, what it offers.
std::string fish_line(const std::string& condition, const std::string& offer) {
  return "complete -c eni-trunking -n '" + condition + "' " + offer + "\n";
}

std::string fish_command(const std::string& condition, const CLI::App& sub) {
  return fish_line(
      condition, "-f -a " + sub.get_name() + " -d '" + replace_all(sub.get_description(), "'", "\\'") + "'");
}

std::string fish_options(const std::string& condition, const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    const std::string choices = choices_of(*option);
    const std::string value = !choices.empty()       ? " -x -a '" + choices + "'"
                              : takes_value(*option) ? " -r"
                                                     : "";
    for (const std::string& name : option->get_lnames()) out += fish_line(condition, "-l " + name + value);
    if (option->get_positional() && !choices.empty()) out += fish_line(condition, "-f -a '" + choices + "'");
  }
  return out;
}

std::string names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return join(names, " ");
}

/// Typed before is `sub`, as a command of the root: not as that of a command which has one of the same name.
std::string fish_condition(const CLI::App& root, const CLI::App& sub) {
  std::string condition = "__fish_seen_subcommand_from " + sub.get_name();
  for (const CLI::App* other : commands_of(root)) {
    for (const CLI::App* nested : commands_of(*other)) {
      if (nested->get_name() == sub.get_name())
        condition += "; and not __fish_seen_subcommand_from " + other->get_name();
    }
  }
  return condition;
}

std::string fish_script(const CLI::App& root) {
  std::string out;
  for (const CLI::App* sub : commands_of(root)) {
    out += fish_command("__fish_use_subcommand", *sub);
    const std::string seen = fish_condition(root, *sub);
    const std::vector<const CLI::App*> nested = commands_of(*sub);
    const std::string alone =
        nested.empty() ? seen : seen + "; and not __fish_seen_subcommand_from " + names_of(nested);
    for (const CLI::App* one : nested) {
      out += fish_command(alone, *one);
      out += fish_options(seen + "; and __fish_seen_subcommand_from " + one->get_name(), *one);
    }
    out += fish_options(alone, *sub);
  }
  return out;
}

}  // namespace

Run declare_completion(CLI::App& app, Terminal& terminal) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app.footer("Example, for bash:\n  eval \"$(eni-trunking completion bash)\"");
  return [&app, shell, &terminal] {
    const CLI::App& root = declare_others(app, terminal);
    terminal.out << (*shell == "bash"  ? bash_script(root)
                     : *shell == "zsh" ? zsh_script(root)
                                       : fish_script(root));
    return ExitCode::kFine;
  };
}

}  // namespace eni::command
