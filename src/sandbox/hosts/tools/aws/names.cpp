#include "sandbox/hosts/tools/aws/names.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Capitals with a plural's s at the end are one word: "Describe" "VPCs".
std::string with_plural_parted(std::string_view name) {
  if (!name.ends_with('s')) return std::string(name);
  std::size_t begin = name.size() - 1;
  while (begin > 0 && is_upper(name[begin - 1])) --begin;
  const std::size_t capitals = name.size() - 1 - begin;
  if (capitals < 2 || begin == 0) return std::string(name);
  return std::string(name.substr(0, begin)) + "-" + to_lower(name.substr(begin));
}

/// A hyphen before each capital that lower-case letters follow.
std::string before_words(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    out.push_back(name[at++]);
    if (at + 1 >= name.size() || !is_upper(name[at]) || !is_lower(name[at + 1])) continue;
    out.push_back('-');
    out.push_back(name[at++]);
    while (at < name.size() && is_lower(name[at])) out.push_back(name[at++]);
  }
  return out;
}

/// A hyphen between a lower-case letter or digit and a capital.
std::string between_words(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_upper(c) && !out.empty() && (is_lower(out.back()) || is_digit(out.back()))) out.push_back('-');
    out.push_back(c);
  }
  return out;
}

/// Commands that are not called as their services are here.
struct CommandName {
  std::string_view command;
  std::string_view service;
};
constexpr CommandName kCommands[] = {{"s3api", "s3"},
                                     {"cloudwatch", "monitoring"},
                                     {"elbv2", "elasticloadbalancing"},
                                     {"efs", "elasticfilesystem"}};

}  // namespace

std::string cli_name(std::string_view name) {
  return to_lower(between_words(before_words(with_plural_parted(name))));
}

std::string_view service_of_command(std::string_view command) {
  const auto row = std::ranges::find(kCommands, command, &CommandName::command);
  if (row != std::end(kCommands)) return row->service;
  return command_of_service(command) == command ? command : std::string_view{};
}

std::string_view command_of_service(std::string_view service) {
  const auto row = std::ranges::find(kCommands, service, &CommandName::service);
  return row == std::end(kCommands) ? service : row->command;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
