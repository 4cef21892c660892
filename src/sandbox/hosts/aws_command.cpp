#include "sandbox/hosts/aws_command.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

struct KnownCommand {
  std::string_view service;
  std::string_view command;
};

constexpr KnownCommand kKnown[] = {
    {"ecs", "create-cluster"},
    {"ecs", "delete-account-setting"},
    {"ecs", "describe-clusters"},
    {"ecs", "list-account-settings"},
    {"ecs", "list-clusters"},
    {"ecs", "put-account-setting"},
    {"ecs", "put-account-setting-default"},
    {"sts", "get-caller-identity"},
};

/// Options of the CLI itself that take a value.
constexpr std::string_view kWithValue[] = {
    "--region", "--output", "--profile", "--endpoint-url", "--cli-read-timeout", "--cli-connect-timeout",
    "--query",  "--color"};
constexpr std::string_view kFlags[] = {"--no-cli-pager", "--debug", "--no-paginate", "--no-verify-ssl"};

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// "put-account-setting" as "PutAccountSetting".
std::string operation_name(std::string_view command) {
  std::string name;
  for (const std::string& piece : split(command, '-'))
    name += to_upper(piece.substr(0, 1)) + piece.substr(std::min<std::size_t>(1, piece.size()));
  return name;
}

/// "--principal-arn" as "principalArn".
std::string member_name(std::string_view option) {
  std::string name = operation_name(option.substr(2));
  name[0] = to_lower(name.substr(0, 1))[0];
  return name;
}

Error not_carried_out(const std::vector<std::string>& words) {
  return {"not carried out by the sandbox: " + join(words, " "), {}};
}

}  // namespace

Result<AwsCommand> read_aws_command(const std::vector<std::string>& words) {
  AwsCommand command;
  std::string subcommand;
  for (std::size_t at = 1; at < words.size(); ++at) {
    std::string name = words[at];
    std::optional<std::string> value;
    if (!name.starts_with("--")) {
      (command.service.empty() ? command.service : subcommand) = name;
      continue;
    }
    if (const auto sign = name.find('='); sign != std::string::npos) {
      value = name.substr(sign + 1);
      name.erase(sign);
    }
    if (is_one_of(kFlags, name)) continue;
    const bool has_next = at + 1 < words.size() && !words[at + 1].starts_with("--");
    if (!value && has_next) value = words[++at];
    if (is_one_of(kWithValue, name)) {
      if (name == "--region") command.region = value.value_or("");
    } else if (value) {
      command.params[member_name(name)] = *value;
    } else {
      command.params[member_name(name.starts_with("--no-") ? "--" + name.substr(5) : name)] =
          !name.starts_with("--no-");
    }
  }
  const bool known = std::any_of(std::begin(kKnown), std::end(kKnown), [&](const KnownCommand& row) {
    return row.service == command.service && row.command == subcommand;
  });
  if (!known) return not_carried_out(words);
  command.operation = operation_name(subcommand);
  return command;
}

}  // namespace eni::sandbox::hosts
