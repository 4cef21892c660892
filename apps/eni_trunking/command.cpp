#include "eni_trunking/command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

const Command kCommands[] = {
    {"deploy", "A stack with a role for hosts, or with one that is there, and trunking on for it",
     declare_deploy},
    {"destroy", "Deletes that stack, and what deploying it has left in S3", declare_destroy},
    {"enable", "Turns trunking on for roles, or as the account's default, without a stack", declare_enable},
    {"disable", "Turns it off likewise", declare_disable},
    {"fleet", "Deploys to many accounts and Regions by CloudFormation StackSets, and examines them",
     declare_fleet},
    {"sandbox", "AWS on this machine, as far as ECS on EC2 with ENI trunking needs it", declare_sandbox},
    {"image", "The images of a sandbox that runs containers: loads, lists, removes them", declare_image},
    {"exec", "Runs a program in a container of a sandbox's task", declare_exec, true},
    {"shell", "Runs a program of this machine in the network of a sandbox's host or task", declare_shell,
     true},
    {"logs", "What a container of a sandbox's task has written", declare_logs},
    {"capture", "The frames of a sandbox's trunk, VLAN tags and all, a line each or as pcap",
     declare_capture},
    {"demo", "Shows the main job in a sandbox of its own: deploys the template, runs the function",
     declare_demo},
    {"status", "Who has the setting, which hosts have trunks, and how many tasks they take", declare_status},
    {"doctor", "Says why hosts have no trunk and tasks no place, and what to type next", declare_doctor},
    {"density", "How many awsvpc tasks a host can hold, with and without ENI trunking", declare_density},
    {"iac", "The same role and setting for the AWS CDK, Terraform and SAM", declare_iac},
    {"plan", "How many hosts a cluster's services need, with and without ENI trunking", declare_plan},
    {"rollout", "Replaces hosts without a trunk; no service has too few tasks meanwhile", declare_rollout},
    {"completion", "Prints the completion script for a shell", declare_completion},
    {"man-pages", "Writes the manual pages into a folder", declare_man_pages},
    {"version", "Prints the version", declare_version},
};

using Names = std::vector<std::string>;
using Words = std::vector<std::string>;

Names command_names(const std::vector<const CLI::App*>& commands) {
  Names names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

/// The name that `word` most resembles or begins, or "".
std::string nearest_name(const Names& names, std::string_view word) {
  const auto begun = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    return word.size() >= 2 && name.starts_with(word) && word != "--";
  });
  if (begun != names.end()) return *begun;
  const auto distance = [&](const std::string& name) { return edit_distance(word, name); };
  const auto best = std::min_element(names.begin(), names.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == names.end() || distance(*best) > std::max<std::size_t>(2, word.size() / 3)) return "";
  return *best;
}

Names option_names(const CLI::App& command) {
  Names names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// The words that choose commands, one below another: the first that is none is an error where a command has to be.
std::optional<Error> check_commands(const CLI::App& app, const Words& words) {
  const CLI::App* at = &app;
  std::string path = "eni-trunking";
  for (const std::string& word : words) {
    const auto below = at->get_subcommands([](const CLI::App*) { return true; });
    if (below.empty() || word.starts_with("-")) return std::nullopt;
    const auto chosen = std::find_if(below.begin(), below.end(),
                                     [&](const CLI::App* one) { return one->get_name() == word; });
    if (chosen == below.end()) {
      const std::string near = nearest_name(command_names(below), word);
      return Error{"unknown command '" + word + "'" + (at == &app ? "" : " of " + path),
                   near.empty() ? "see: " + path + " --help" : "did you mean '" + near + "'?"};
    }
    at = *chosen;
    path += " " + word;
  }
  return std::nullopt;
}

/// Connection options may stand before the command, too, as with the AWS CLI: they are put behind it.
Result<Words> with_options_behind_command(Words words) {
  if (words.empty() || !words.front().starts_with("--")) return words;
  CLI::App known;
  declare_global_options(known);
  const Names names = option_names(known);
  auto command = words.begin();
  while (command != words.end() && command->starts_with("--")) {
    const std::string name = command->substr(0, command->find('='));
    if (name == "--help" || name == "--version") break;  // This program's own.
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const std::string near = nearest_name(names, name);
      return Error{"unknown option '" + name + "' before the command",
                   near.empty() ? "the options of a command stand behind it; see: eni-trunking COMMAND --help"
                                : "did you mean '" + near + "'?"};
    }
    const bool has_value = name.size() < command->size();
    const bool needs_value = known.get_option(name)->get_items_expected_max() > 0 && !has_value;
    command += needs_value && command + 1 != words.end() ? 2 : 1;
  }
  const auto end = std::find(command, words.end(), "--");
  std::rotate(words.begin(), command, end);
  return words;
}

/// `eni-trunking help COMMAND` is `eni-trunking COMMAND --help`, as with git and the AWS CLI; and --version a command.
Words without_help_command(Words words) {
  if (words == Words{"--version"}) return {"version"};
  if (words.empty() || words.front() != "help") return words;
  words.erase(words.begin());
  words.push_back("--help");
  return words;
}

/// What stands behind "--".
Words cut_program(Words& words) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end()) return {};
  Words program{dashes + 1, words.end()};
  words.erase(dashes, words.end());
  return program;
}

/// The command that was chosen, and its own below it.
std::vector<const CLI::App*> chosen_commands(const CLI::App& app) {
  std::vector<const CLI::App*> commands{&app};
  for (auto chosen = app.get_subcommands(); !chosen.empty(); chosen = commands.back()->get_subcommands())
    commands.push_back(chosen.front());
  return commands;
}

/// CLI11's words where they name numbers of arguments only.
std::string message_of(const CLI::ParseError& error) {
  constexpr std::string_view kTooMany = ": At Most 1 required but received ";
  const std::string what = error.what();
  const auto at = what.find(kTooMany);
  return at == std::string::npos ? what : what.substr(0, at) + " is given more than once";
}

/// What a variable that is not set leaves in a script. Taken for an option that is not given it would mean another role, another
/// endpoint, another Region than its writer had in mind.
Error empty_value(const std::string& name) {
  return {name + ": the value is empty", "is a variable not set? What is not wanted is left out"};
}

/// "--region=": the parser would take the next word for its value.
std::optional<Error> check_assignments(const Words& words) {
  for (const std::string& word : words) {
    if (word.starts_with("--") && word.size() > 2 && word.find('=') == word.size() - 1)
      return empty_value(word.substr(0, word.size() - 1));
  }
  return std::nullopt;
}

std::optional<Error> check_values(const CLI::App& app) {
  for (const CLI::App* command : chosen_commands(app)) {
    for (const CLI::Option* option : command->get_options()) {
      const auto& values = option->results();
      if (std::find(values.begin(), values.end(), "") != values.end()) return empty_value(option->get_name());
    }
  }
  return std::nullopt;
}

/// @param app  has thrown `error` while it parsed
Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto commands = chosen_commands(app);
  const CLI::App* command = commands.back();
  Words names;
  for (const CLI::App* one : commands) names.push_back(one->get_name());
  const std::string see = "see: " + join(names, " ") + " --help";
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) return {message_of(error), see};
  const Words unexpected = app.remaining(true);
  const std::string message =
      std::string(unexpected.size() == 1 ? "unexpected argument: " : "unexpected arguments: ") +
      join(unexpected, " ");
  const auto option = std::find_if(unexpected.begin(), unexpected.end(),
                                   [](const std::string& word) { return word.starts_with("--"); });
  const std::string near = option == unexpected.end()
                               ? ""
                               : nearest_name(option_names(*command), option->substr(0, option->find('=')));
  return {message, (near.empty() ? "" : "did you mean '" + near + "'? ") + see};
}

}  // namespace

std::span<const Command> all_commands() { return kCommands; }

const CLI::App& declare_others(CLI::App& command, Terminal& terminal) {
  CLI::App& root = *command.get_parent();
  for (const Command& other : kCommands) {
    if (other.name != command.get_name())
      other.declare(*root.get_subcommand(std::string(other.name)), terminal);
  }
  return root;
}

void tell(Terminal& terminal, const std::string& text, std::size_t indent) {
  terminal.err << (terminal.err_is_terminal ? wrapped(text, std::string(indent, ' '))
                                            : std::string(indent, ' ') + text + "\n");
}

ExitCode fail(Terminal& terminal, const Error& error, ExitCode code) {
  tell(terminal, "eni-trunking: " + error.message);
  if (!error.hint.empty()) tell(terminal, error.hint, 2);
  return code;
}

ExitCode exit_code_of(const client::CallFailure& failure) {
  if (failure.is_misconfigured) return ExitCode::kUsage;
  if (failure.is_unreachable) return ExitCode::kUnreachable;
  return failure.refused || failure.is_missing ? ExitCode::kRefused : ExitCode::kFindings;
}

ExitCode fail(Terminal& terminal, const client::CallFailure& failure) {
  return fail(terminal, failure.as_error(), exit_code_of(failure));
}

Run declare_commands(CLI::App& app, Terminal& terminal, std::span<const Command> commands) {
  app.require_subcommand(1);
  std::vector<std::pair<const CLI::App*, Run>> runs;
  for (const Command& command : commands) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    runs.emplace_back(sub, command.declare(*sub, terminal));
  }
  return [runs = std::move(runs)] {
    for (const auto& [sub, run] : runs) {
      if (sub->parsed()) return run();
    }
    return ExitCode::kUsage;  // CLI11 has required one.
  };
}

int run_command_line(int argc, const char* const* argv, Terminal& terminal) {
  CLI::App app{"ENI trunking for Amazon ECS on EC2: many more awsvpc tasks on each host", "eni-trunking"};
  app.require_subcommand(0, 1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(
      "Exit codes: 0 fine, 1 findings or failure, 2 usage or configuration, 3 refused by AWS, 4 endpoint "
      "unreachable.\n"
      "More about a command: eni-trunking COMMAND --help");
  app.add_flag("--version")->description("Prints the version, as the command of that name does");
  auto placed = with_options_behind_command({argv + std::min(argc, 1), argv + argc});
  if (!placed) return static_cast<int>(fail(terminal, placed.error(), ExitCode::kUsage));
  Words words = without_help_command(*std::move(placed));
  const auto named =
      std::find_if(words.begin(), words.end(), [](const auto& word) { return !word.starts_with("-"); });
  Run run;
  bool runs_program = false;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    // Only what is asked for says what it takes: some read tables or a template for that, and each start would wait for all of them.
    if (named == words.end() || *named != command.name) continue;
    run = command.declare(*sub, terminal);
    runs_program = command.runs_program;
  }
  if (runs_program) terminal.program_words = cut_program(words);
  for (const auto& error : {check_commands(app, words), check_assignments(words)}) {
    if (error) return static_cast<int>(fail(terminal, *error, ExitCode::kUsage));
  }
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    terminal.out << fit_lines(
        chosen.empty() ? app.help() : chosen.front()->help(app.get_name(), CLI::AppFormatMode::Normal));
    return 0;
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(fail(terminal, usage_error(app, error), ExitCode::kUsage));
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    terminal.err << fit_lines(app.help());
    return static_cast<int>(ExitCode::kUsage);
  }
  if (const auto error = check_values(app)) return static_cast<int>(fail(terminal, *error, ExitCode::kUsage));
  return static_cast<int>(run());
}

}  // namespace eni::command
