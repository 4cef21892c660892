#include "sandbox/hosts/aws_command.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

struct Option {
  enum class Takes : std::uint8_t { kValue, kRequiredValue, kNothing };
  std::string_view name;
  Takes takes = Takes::kValue;
};
using Takes = Option::Takes;

struct KnownCommand {
  std::string_view service;
  std::string_view command;
  std::vector<Option> options;
};

const std::vector<KnownCommand>& known_commands() {
  static const std::vector<KnownCommand> kCommands = {
      {"ecs", "create-cluster", {{"--cluster-name"}}},
      {"ecs", "delete-account-setting", {{"--name", Takes::kRequiredValue}, {"--principal-arn"}}},
      {"ecs",
       "list-account-settings",
       {{"--name"}, {"--value"}, {"--principal-arn"}, {"--effective-settings", Takes::kNothing}}},
      {"ecs", "list-clusters", {}},
      {"ecs",
       "put-account-setting",
       {{"--name", Takes::kRequiredValue}, {"--value", Takes::kRequiredValue}, {"--principal-arn"}}},
      {"ecs",
       "put-account-setting-default",
       {{"--name", Takes::kRequiredValue}, {"--value", Takes::kRequiredValue}}},
      {"sts", "get-caller-identity", {}},
  };
  return kCommands;
}

/// Options of the CLI itself.
constexpr Option kGlobal[] = {{"--region"}, {"--output"}, {"--no-cli-pager", Takes::kNothing}};

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

/// "us-gov-east-1"
bool is_region(std::string_view name) {
  const auto pieces = split(name, '-');
  const auto is_word = [](const std::string& piece) {
    return !piece.empty() && piece.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  };
  return pieces.size() >= 3 && std::all_of(pieces.begin(), pieces.end() - 1, is_word) &&
         parse_integer(pieces.back());
}

template <class Options>
const Option* find_option(const Options& options, std::string_view name) {
  const auto found = std::find_if(std::begin(options), std::end(options),
                                  [&](const Option& option) { return option.name == name; });
  return found == std::end(options) ? nullptr : &*found;
}

Error unknown(const std::string& what) { return {"aws with " + what, {}}; }

/// A word of the command line: an option with what follows it, or one that stands for itself.
struct Argument {
  std::string name;
  std::optional<std::string> value;
};

/// An option's value may follow it or stand after "=".
Result<Argument> take_argument(const std::vector<std::string>& words, std::size_t& at, const Option& option,
                               const std::string& name, std::optional<std::string> value) {
  if (option.takes == Takes::kNothing) {
    if (value) return unknown("a value of " + name);
    return Argument{name, std::nullopt};
  }
  if (!value) {
    if (at + 1 == words.size()) return unknown("no value of " + name);
    value = words[++at];
  }
  // A value that begins so is an option, or names a file; an empty one is refused before any call.
  if (value->empty() || value->starts_with('-') || value->find("://") != std::string::npos)
    return unknown("'" + *value + "' as " + name);
  return Argument{name, std::move(value)};
}

Result<void> apply_global(AwsCommand& command, const Argument& argument) {
  if (argument.name == "--region") {
    if (!is_region(*argument.value)) return unknown("'" + *argument.value + "' as --region");
    command.region = *argument.value;
  }
  if (argument.name == "--output" && *argument.value != "json") return unknown("--output " + *argument.value);
  return {};
}

Result<void> check_required(const KnownCommand& known, const AwsCommand& command) {
  for (const Option& option : known.options)
    if (option.takes == Takes::kRequiredValue && !command.params.contains(member_name(option.name)))
      return unknown("no " + std::string(option.name));
  return {};
}

const KnownCommand* find_command(std::string_view service, std::string_view command) {
  const auto& all = known_commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const KnownCommand& row) {
    return row.service == service && row.command == command;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

Result<AwsCommand> read_aws_command(const std::vector<std::string>& words) {
  AwsCommand command;
  const KnownCommand* known = nullptr;
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (!words[at].starts_with('-')) {
      if (known) return unknown("'" + words[at] + "'");
      if (command.service.empty()) {
        command.service = words[at];
        continue;
      }
      known = find_command(command.service, words[at]);
      if (!known) return unknown("'" + command.service + " " + words[at] + "'");
      command.operation = operation_name(words[at]);
      continue;
    }
    const auto sign = words[at].find('=');
    const std::string name = words[at].substr(0, sign);
    std::optional<std::string> value;
    if (sign != std::string::npos) value = words[at].substr(sign + 1);
    const Option* global = find_option(kGlobal, name);
    const Option* option = global ? global : known ? find_option(known->options, name) : nullptr;
    if (!option) return unknown("the option " + name);
    ENI_TRY(const Argument argument, take_argument(words, at, *option, name, std::move(value)));
    if (global) {
      ENI_CHECK(apply_global(command, argument));
    } else {
      command.params[member_name(name)] = argument.value ? json::value(*argument.value) : json::value(true);
    }
  }
  if (!known) return unknown("no command");
  ENI_CHECK(check_required(*known, command));
  return command;
}

}  // namespace eni::sandbox::hosts
