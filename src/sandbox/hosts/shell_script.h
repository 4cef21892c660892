#pragma once
/// What a shell script of user data does to the files and calls that matter here.
///
/// Run are: variables, echo, printf, cat, tee, here-documents, redirections, rm, set, exit and aws; `sudo` and the like are
/// looked through. Conditions are not evaluated: of an `if` the first branch is taken, bodies of loops once, functions never.
/// Everything else is taken to succeed and do nothing; where it would touch /etc/ecs, the console says so.
#include <string_view>

#include "sandbox/hosts/boot_script.h"

namespace eni::sandbox::hosts {

BootScript interpret_shell(std::string_view script, const MetadataFacts& facts);

/// The commands of cloud-config's lists: a text is a line of shell, a list is one command's words.
void append_command_line(BootScript& script, std::string_view line, const MetadataFacts& facts);
void append_command_words(BootScript& script, const std::vector<std::string>& words,
                          const MetadataFacts& facts);

}  // namespace eni::sandbox::hosts
