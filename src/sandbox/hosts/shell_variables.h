#pragma once
/// Words with their variables and the outputs of commands put in.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/hosts/boot_script.h"
#include "sandbox/hosts/shell_syntax.h"

namespace eni::sandbox::hosts {

class ShellVariables {
 public:
  explicit ShellVariables(const MetadataFacts& facts) : facts_{facts} {}

  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  std::optional<std::string> find(const std::string& name) const;
  std::string expand(const ShellWord& word) const;
  /// @param depth  of the substitution that the text stands in
  std::string expand(std::string_view text, int depth = 0) const;

 private:
  std::string take_variable(std::string_view text, std::size_t& at, int depth) const;

  const MetadataFacts& facts_;
  std::map<std::string, std::string> values_;
};

/// What a command in $(…) prints, if it asks for the instance's metadata; "" for all others.
std::string substituted(std::string_view command, const MetadataFacts& facts);

}  // namespace eni::sandbox::hosts
