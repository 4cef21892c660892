#include "eni_trunking/command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <ostream>

#include "base/text.h"
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

/// The name that `word` most resembles, or "".
std::string nearest_command(const Names& names, std::string_view word) {
  const auto distance = [&](const std::string& name) { return edit_distance(word, name); };
  const auto best = std::min_element(names.begin(), names.end(),
                                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (best == names.end() || distance(*best) > std::max<std::size_t>(2, word.size() / 3)) return "";
  return *best;
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
      const std::string near = nearest_command(command_names(below), word);
      return Error{"unknown command '" + word + "'" + (at == &app ? "" : " of " + path),
                   near.empty() ? "see: " + path + " --help" : "did you mean '" + near + "'?"};
    }
    at = *chosen;
    path += " " + word;
  }
  return std::nullopt;
}

/// `eni-trunking help COMMAND` is `eni-trunking COMMAND --help`, as with git and the AWS CLI.
Words without_help_command(Words words) {
  if (words.empty() || words.front() != "help") return words;
  words.erase(words.begin());
  words.push_back("--help");
  return words;
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
  return failure.refused ? ExitCode::kRefused : ExitCode::kFindings;
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
      "Exit codes: 0 fine, 1 findings or failure, 2 usage, 3 refused by AWS, 4 endpoint unreachable.\n"
      "More about a command: eni-trunking COMMAND --help");
  Words words = without_help_command({argv + std::min(argc, 1), argv + argc});
  const auto named =
      std::find_if(words.begin(), words.end(), [](const auto& word) { return !word.starts_with("-"); });
  Run run;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    // Only what is asked for says what it takes: some read tables or a template for that, and each start would wait for all of them.
    if (named != words.end() && *named == command.name) run = command.declare(*sub, terminal);
  }
  if (const auto error = check_commands(app, words))
    return static_cast<int>(fail(terminal, *error, ExitCode::kUsage));
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    terminal.out << fit_lines(
        chosen.empty() ? app.help() : chosen.front()->help(app.get_name(), CLI::AppFormatMode::Normal));
    return 0;
  } catch (const CLI::ParseError& error) {
    std::string where = app.get_name();
    for (auto chosen = app.get_subcommands(); !chosen.empty(); chosen = chosen.front()->get_subcommands())
      where += " " + chosen.front()->get_name();
    return static_cast<int>(fail(terminal, {error.what(), "see: " + where + " --help"}, ExitCode::kUsage));
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    terminal.err << fit_lines(app.help());
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(run());
}

}  // namespace eni::command
