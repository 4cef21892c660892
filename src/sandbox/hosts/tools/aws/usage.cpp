#include "sandbox/hosts/tools/aws/usage.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

constexpr std::string_view kUsage =
    "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n"
    "To see help text, you can run:\n"
    "\n"
    "  aws help\n"
    "  aws <command> help\n"
    "  aws <command> <subcommand> help\n";

std::string after_usage(CliVersion version, std::string_view text) {
  // The two have an empty line at different ends.
  return std::string(kUsage) + (version == CliVersion::kV2 ? "\n" : "") + std::string(text);
}

std::string in_columns(const std::vector<std::string>& choices) {
  constexpr std::size_t kWidth = 40;
  std::string out;
  for (std::size_t at = 0; at < choices.size(); ++at) {
    out += choices[at] + std::string(kWidth - std::min(kWidth, choices[at].size()), ' ');
    out += at % 2 == 0 && at + 1 < choices.size() ? " | " : "\n";
  }
  return out;
}

}  // namespace

CliError usage_error(CliVersion version, std::string_view message) {
  return {Failure::kUsage, after_usage(version, "aws: error: " + std::string(message))};
}

CliError unknown_options(const std::vector<std::string>& options) {
  return {Failure::kUnknownOption, std::string(kUsage) + "\nUnknown options: " + join(options, ", ")};
}

CliError invalid_choice(CliVersion version, std::string_view argument, std::string_view given,
                        const std::vector<std::string>& choices) {
  std::string message = "argument " + std::string(argument) + ": Invalid choice, valid choices are:\n\n";
  message += in_columns(choices);
  constexpr std::size_t kLikeness = 2;
  constexpr std::size_t kLongestChoice = 80;
  std::vector<std::string> near;
  for (const std::string& choice : choices)
    if (given.size() <= kLongestChoice && edit_distance(choice, given) <= kLikeness)
      near.push_back("  * " + choice);
  if (!near.empty())
    message += "\n\nInvalid choice: '" + std::string(given) + "', maybe you meant:\n\n" + join(near, "\n");
  return usage_error(version, message);
}

CliError bad_parameter(std::string_view option, std::string_view reason) {
  return {Failure::kUnknownOption,
          "Error parsing parameter '" + std::string(option) + "': " + std::string(reason)};
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
