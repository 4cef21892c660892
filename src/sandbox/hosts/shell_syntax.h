#pragma once
/// A shell script as commands: as much of the syntax as user data has. Control structures are not understood; their words
/// come out as commands named `if`, `then` and so on.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::hosts {

/// A piece of a word.
struct ShellSegment {
  std::string text;
  bool expands = true;  ///< $VARIABLE and $(command) in it mean something
  bool quoted = false;
};
using ShellWord = std::vector<ShellSegment>;

struct ShellRedirect {
  enum class Kind : std::uint8_t { kWrite, kAppend, kInput, kHereDocument, kOther };
  Kind kind = Kind::kWrite;
  ShellWord target;   ///< of files
  ShellSegment body;  ///< of here-documents and here-strings
};

struct ShellCommand {
  enum class Joint : std::uint8_t { kAlways, kAnd, kOr, kPipe };
  std::vector<ShellWord> words;
  std::vector<ShellRedirect> redirects;
  Joint before = Joint::kAlways;  ///< what stands between the command before and this one
  Joint after = Joint::kAlways;   ///< and the one after
};

std::vector<ShellCommand> parse_shell(std::string_view script);

}  // namespace eni::sandbox::hosts
