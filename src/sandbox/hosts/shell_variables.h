#pragma once
/// Variables of a script, and words with their values put in.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/shell_syntax.h"

namespace eni::sandbox::hosts {

/// What one value may be at most; variables that are made of themselves would grow without end.
constexpr std::size_t kMaxValueBytes = 64 * 1024;

class ShellVariables {
 public:
  /// What a substitution prints, without its last line ends.
  using Substitute = std::function<Understood<std::string>(const ShellScript& script, int line)>;
  enum class Unset : std::uint8_t { kIsEmpty, kEndsTheScript };

  /// Whether a script may set it here: names that mean something to the shell, to the CLI or to any program do not.
  static bool is_settable(std::string_view name);

  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  void export_to_commands(const std::string& name) { exported_.insert(name); }
  /// The value that commands see; "" if it is not exported.
  std::string exported(const std::string& name) const;
  void treat_unset(Unset unset) { unset_ = unset; }

  /// One text: of assignments, here-documents and what is quoted.
  Understood<std::string> text(const ShellWord& word, const Substitute& substitute, int line) const;
  /// The fields that a word becomes: values without quotes are split at blanks.
  Understood<std::vector<std::string>> fields(const ShellWord& word, const Substitute& substitute,
                                              int line) const;

 private:
  Understood<std::string> value(const ShellPiece& piece, const Substitute& substitute, int line) const;
  Understood<std::string> variable(const ShellPiece& piece, int line) const;

  std::map<std::string, std::string> values_;
  std::set<std::string> exported_;
  Unset unset_ = Unset::kIsEmpty;
};

}  // namespace eni::sandbox::hosts
