#include "sandbox/hosts/shell_commands.h"

#include <algorithm>

#include "sandbox/hosts/shell_variables.h"

namespace eni::sandbox::hosts {
namespace {

using Sudo = KnownCommand::Sudo;
using Pipe = KnownCommand::Pipe;

constexpr KnownCommand kCommands[] = {
    {":", Command::kTrue, Sudo::kDiffers, Pipe::kMay},
    {"/usr/bin/aws", Command::kAws, Sudo::kSame},
    {"aws", Command::kAws, Sudo::kSame},
    {"cat", Command::kCat, Sudo::kSame, Pipe::kMay},
    {"chmod", Command::kChangeFile, Sudo::kSame},
    {"chown", Command::kChangeFile, Sudo::kSame},
    {"curl", Command::kCurl, Sudo::kDiffers, Pipe::kMay},
    {"cut", Command::kCut, Sudo::kDiffers, Pipe::kMay},
    {"dnf", Command::kPackages, Sudo::kSame},
    {"echo", Command::kEcho, Sudo::kDiffers, Pipe::kMay},
    {"exit", Command::kExit},
    {"export", Command::kExport},
    {"false", Command::kFalse, Sudo::kSame, Pipe::kMay},
    {"mkdir", Command::kMkdir, Sudo::kSame},
    {"printf", Command::kPrintf, Sudo::kDiffers, Pipe::kMay},
    {"rm", Command::kRm, Sudo::kSame},
    {"sed", Command::kSed, Sudo::kDiffers, Pipe::kMay},
    {"set", Command::kSet},
    {"tee", Command::kTee, Sudo::kSame, Pipe::kMay},
    {"touch", Command::kTouch, Sudo::kSame},
    {"true", Command::kTrue, Sudo::kSame, Pipe::kMay},
    {"yum", Command::kPackages, Sudo::kSame},
};

const KnownCommand* find_known(std::string_view name) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [&](const KnownCommand& row) { return row.name == name; });
  return found == std::end(kCommands) ? nullptr : found;
}

/// Packages that change neither the agent nor what the sandbox interprets.
constexpr std::string_view kPackages[] = {"amazon-cloudwatch-agent",
                                          "amazon-efs-utils",
                                          "amazon-ssm-agent",
                                          "aws-cli",
                                          "awscli",
                                          "awscli-2",
                                          "bind-utils",
                                          "curl",
                                          "git",
                                          "htop",
                                          "jq",
                                          "nfs-utils",
                                          "telnet",
                                          "tree",
                                          "unzip",
                                          "vim",
                                          "wget",
                                          "zip"};

enum class Within : std::uint8_t { kScript, kSubstitution };

Understood<void> check(const ShellScript& script, Within within);

Understood<void> check(const ShellWord& word) {
  for (const ShellPiece& piece : word)
    if (piece.script) ENI_CHECK(check(*piece.script, Within::kSubstitution));
  return {};
}

Understood<void> check(const ShellCommand& command, bool is_piped, Within within) {
  for (const ShellAssignment& assignment : command.assignments) {
    if (!ShellVariables::is_settable(assignment.name))
      return Declined{command.line, "a change of $" + assignment.name};
    ENI_CHECK(check(assignment.value));
  }
  for (const ShellWord& word : command.words) ENI_CHECK(check(word));
  for (const ShellRedirect& redirect : command.redirects) {
    ENI_CHECK(check(redirect.target));
    if (redirect.body) ENI_CHECK(check(*redirect.body));
  }
  if (command.words.empty() && !is_piped && within == Within::kScript) return {};
  ENI_TRY(const Called called, find_command(command));
  const bool is_alone = called.known->pipe == Pipe::kAlone;
  const bool is_moved = is_piped || within == Within::kSubstitution;
  if (is_alone && is_moved)
    return Declined{command.line, "'" + std::string(called.known->name) + "' in a pipe or in '$('"};
  const bool has_prefix = !command.assignments.empty() && called.known->command != Command::kExport &&
                          called.known->command != Command::kAws;
  if (has_prefix) return Declined{command.line, "a variable for one command"};
  return {};
}

Understood<void> check(const ShellScript& script, Within within) {
  for (const ShellList& list : script.lists)
    for (const ShellListItem& item : list)
      for (const ShellCommand& command : item.pipeline)
        ENI_CHECK(check(command, item.pipeline.size() > 1, within));
  return {};
}

}  // namespace

Understood<Called> find_command(const ShellCommand& command) {
  const std::string* name = command.words.empty() ? nullptr : literal(command.words[0]);
  if (!name) return Declined{command.line, "no command"};
  const bool has_sudo = *name == "sudo" || *name == "/usr/bin/sudo";
  if (has_sudo) name = command.words.size() > 1 ? literal(command.words[1]) : nullptr;
  const KnownCommand* known = name ? find_known(*name) : nullptr;
  const bool is_same = known && (!has_sudo || known->sudo == Sudo::kSame);
  if (!is_same)
    return Declined{command.line, "'" + (name ? (has_sudo ? "sudo " : "") + *name : "sudo") +
                                      "' is beyond what the sandbox interprets itself"};
  return Called{known, has_sudo ? 2u : 1u};
}

Understood<void> check_commands(const ShellScript& script) { return check(script, Within::kScript); }

bool is_harmless_installation(const std::vector<std::string>& arguments, const MachineFacts& facts) {
  std::string_view verb;
  for (const std::string& word : arguments) {
    if (word == "-y" || word == "-q" || word == "-t" || word == "--assumeyes" || word == "--quiet") continue;
    if (verb.empty() && !word.starts_with('-')) {
      verb = word;
      continue;
    }
    if (std::find(std::begin(kPackages), std::end(kPackages), word) == std::end(kPackages)) return false;
  }
  if (verb == "install" || verb == "makecache") return true;
  return facts.cloud_init != CloudInit::k19 && (verb == "update" || verb == "upgrade");
}

}  // namespace eni::sandbox::hosts
