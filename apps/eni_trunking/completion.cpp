#include <CLI/App.hpp>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/command.h"

namespace eni::command {

namespace {

/// Every option and subcommand of `app`, space-separated.
std::string words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  return join(words, " ");
}

std::string bash_script(const CLI::App& root) {
  std::string cases;
  for (const CLI::App* sub : root.get_subcommands([](const CLI::App*) { return true; }))
    cases += "    " + sub->get_name() + ") words=\"" + words_of(*sub) + "\" ;;\n";
  return "_eni_trunking() {\n"
         "  local words=\"" +
         words_of(root) +
         "\"\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"" +
         words_of(root) +
         "\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _eni_trunking eni-trunking\n";
}

std::string zsh_script(const CLI::App& root) {
  // The last line is for the first time in a shell: zsh has just loaded this as a function, and waits for words.
  return "#compdef eni-trunking\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(root) +
         "[ \"${funcstack[1]}\" != _eni-trunking ] || _bash_complete -o default -F _eni_trunking\n";
}

std::string fish_script(const CLI::App& root) {
  std::string out;
  for (const CLI::App* sub : root.get_subcommands([](const CLI::App*) { return true; })) {
    out += "complete -c eni-trunking -f -n __fish_use_subcommand -a " + sub->get_name() + " -d '" +
           replace_all(sub->get_description(), "'", "\\'") + "'\n";
    for (const CLI::Option* option : sub->get_options())
      for (const std::string& name : option->get_lnames())
        out += "complete -c eni-trunking -n '__fish_seen_subcommand_from " + sub->get_name() + "' -l " +
               name + "\n";
  }
  return out;
}

}  // namespace

Run declare_completion(CLI::App& app, Terminal& terminal) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app.footer("bash: eval \"$(eni-trunking completion bash)\"");
  return [&app, shell, &terminal] {
    const CLI::App& root = declare_others(app, terminal);
    terminal.out << (*shell == "bash"  ? bash_script(root)
                     : *shell == "zsh" ? zsh_script(root)
                                       : fish_script(root));
    return ExitCode::kFine;
  };
}

}  // namespace eni::command
