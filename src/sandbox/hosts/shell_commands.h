#pragma once
/// The commands that scripts may have which the sandbox interprets itself.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/declined.h"
#include "sandbox/hosts/machine_facts.h"
#include "sandbox/hosts/shell_syntax.h"

namespace eni::sandbox::hosts {

enum class Command : std::uint8_t {
  kAws,
  kCat,
  kChangeFile,
  kCurl,
  kCut,
  kEcho,
  kExit,
  kExport,
  kFalse,
  kMkdir,
  kPackages,
  kPrintf,
  kRm,
  kSed,
  kSet,
  kTee,
  kTouch,
  kTrue,
};

struct KnownCommand {
  std::string_view name;
  Command command;
  /// Whether it is the same program with sudo: a shell's own command is not.
  enum class Sudo : std::uint8_t { kSame, kDiffers } sudo = Sudo::kDiffers;
  /// Whether it may stand in a pipe and in $(…).
  enum class Pipe : std::uint8_t { kMay, kAlone } pipe = Pipe::kAlone;
};

/// The command's own words, without `sudo`.
struct Called {
  const KnownCommand* known = nullptr;
  std::size_t first = 0;  ///< of its arguments among the words
};

/// Which command this is. @error  it is none of the known, or means something else with sudo
Understood<Called> find_command(const ShellCommand& command);

/// Before anything runs: every command is known, in branches that are not taken and in substitutions, too.
Understood<void> check_commands(const ShellScript& script);

/// yum and dnf: installing what decides nothing. Updates would also bring another agent, except where the image's version
/// locks its repositories.
bool is_harmless_installation(const std::vector<std::string>& arguments, const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
