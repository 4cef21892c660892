#include "eni_trunking/command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>
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
    {"sandbox", "AWS on this machine, as far as ECS on EC2 with ENI trunking needs it", declare_sandbox},
    {"demo", "Shows the main job in a sandbox of its own: deploys the template, runs the function",
     declare_demo},
    {"status", "Who has the setting, which hosts have trunks, and how many tasks they take", declare_status},
    {"doctor", "Says why hosts have no trunk and tasks no place, and what to type next", declare_doctor},
    {"density", "How many awsvpc tasks a host can hold, with and without ENI trunking", declare_density},
    {"iac", "The same role and setting for the AWS CDK, Terraform and SAM", declare_iac},
    {"plan", "How many hosts a cluster's services need, with and without ENI trunking", declare_plan},
    {"completion", "Prints the completion script for a shell", declare_completion},
    {"man-pages", "Writes the manual pages into a folder", declare_man_pages},
    {"version", "Prints the version", declare_version},
};

/// The command that `word` most resembles, or "".
std::string_view nearest_command(std::string_view word) {
  const auto distance = [&](const Command& c) { return edit_distance(word, c.name); };
  const auto* best =
      std::min_element(std::begin(kCommands), std::end(kCommands),
                       [&](const Command& a, const Command& b) { return distance(a) < distance(b); });
  return distance(*best) <= std::max<std::size_t>(2, word.size() / 3) ? best->name : std::string_view{};
}

ExitCode unknown_command(Terminal& terminal, std::string_view word) {
  const std::string_view near = nearest_command(word);
  const std::string hint =
      near.empty() ? "see: eni-trunking --help" : "did you mean '" + std::string(near) + "'?";
  return fail(terminal, {"unknown command '" + std::string(word) + "'", hint}, ExitCode::kUsage);
}

bool is_command(std::string_view word) {
  return std::any_of(std::begin(kCommands), std::end(kCommands),
                     [&](const Command& c) { return c.name == word; });
}

}  // namespace

std::span<const Command> all_commands() { return kCommands; }

void tell(Terminal& terminal, const std::string& text, std::size_t indent) {
  terminal.err << (terminal.err_is_terminal ? wrapped(text, std::string(indent, ' '))
                                            : std::string(indent, ' ') + text + "\n");
}

ExitCode fail(Terminal& terminal, const Error& error, ExitCode code) {
  tell(terminal, "eni-trunking: " + error.message);
  if (!error.hint.empty()) tell(terminal, error.hint, 2);
  return code;
}

ExitCode fail(Terminal& terminal, const client::CallFailure& failure) {
  if (failure.is_unreachable) return fail(terminal, failure.as_error(), ExitCode::kUnreachable);
  return fail(terminal, failure.as_error(), failure.refused ? ExitCode::kRefused : ExitCode::kFindings);
}

int run_command_line(int argc, const char* const* argv, Terminal& terminal) {
  CLI::App app{"ENI trunking for Amazon ECS on EC2: many more awsvpc tasks on each host", "eni-trunking"};
  app.require_subcommand(0, 1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(
      "Exit codes: 0 fine, 1 findings or failure, 2 usage, 3 refused by AWS, 4 endpoint unreachable.\n"
      "More about a command: eni-trunking COMMAND --help");
  std::map<const CLI::App*, Run> runs;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    runs[sub] = command.declare(*sub, terminal);
  }
  if (argc > 1 && argv[1][0] != '-' && !is_command(argv[1]))
    return static_cast<int>(unknown_command(terminal, argv[1]));
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    terminal.out << fit_lines(
        chosen.empty() ? app.help() : chosen.front()->help(app.get_name(), CLI::AppFormatMode::Normal));
    return 0;
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    const std::string where = chosen.empty() ? "" : " " + chosen.front()->get_name();
    return static_cast<int>(
        fail(terminal, {error.what(), "see: eni-trunking" + where + " --help"}, ExitCode::kUsage));
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    terminal.err << fit_lines(app.help());
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(runs.at(chosen.front())());
}

}  // namespace eni::command
