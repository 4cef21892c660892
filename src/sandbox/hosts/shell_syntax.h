#pragma once
/// The plain part of bash as a syntax tree: simple commands, pipelines, && and ||, redirections, here-documents, quotes,
/// variables and $(…). A text is parsed as a whole or not at all.
/// Source: Bash Reference Manual, "Basic Shell Features".
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/declined.h"

namespace eni::sandbox::hosts {

struct ShellScript;

/// A piece of a word.
struct ShellPiece {
  enum class Kind : std::uint8_t { kText, kVariable, kSubstitution };
  enum class Form : std::uint8_t {
    kPlain,        ///< $X, ${X}
    kUnlessEmpty,  ///< ${X:-text}
    kUnlessUnset,  ///< ${X-text}
    kWithoutLast,  ///< ${X%?}
    kAllButLast,   ///< ${X::-1}, which fails for an empty value
  };
  enum class Quotes : std::uint8_t { kNone, kQuoted };

  Kind kind = Kind::kText;
  Quotes quotes = Quotes::kNone;
  Form form = Form::kPlain;
  std::string text;                                     ///< or the variable's name
  std::string otherwise;                                ///< of kUnlessEmpty and kUnlessUnset
  std::shared_ptr<const ShellScript> script = nullptr;  ///< of a substitution
};
using ShellWord = std::vector<ShellPiece>;

struct ShellRedirect {
  enum class Kind : std::uint8_t {
    kWrite,
    kAppend,
    kInput,
    kDuplicate,  ///< N>&M: `target` is M
    kText,       ///< here-documents and here-strings: `body`
  };
  Kind kind = Kind::kWrite;
  int descriptor = 1;
  ShellWord target;
  std::shared_ptr<ShellWord> body = nullptr;
};

struct ShellAssignment {
  std::string name;
  ShellWord value;
};

struct ShellCommand {
  int line = 1;
  std::vector<ShellAssignment> assignments;  ///< before the words; of `export`, its arguments, too
  std::vector<ShellWord> words;
  std::vector<ShellRedirect> redirects;
};

using ShellPipeline = std::vector<ShellCommand>;

struct ShellListItem {
  enum class ListOperator : std::uint8_t { kFirst, kAnd, kOr };
  ListOperator list_operator = ListOperator::kFirst;
  ShellPipeline pipeline;
};
using ShellList = std::vector<ShellListItem>;

struct ShellScript {
  std::vector<ShellList> lists;
};

/// The word as it stands if nothing in it is expanded; nothing otherwise.
const std::string* literal(const ShellWord& word);

Understood<ShellScript> parse_shell(std::string_view script);

}  // namespace eni::sandbox::hosts
