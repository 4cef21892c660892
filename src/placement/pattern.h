#pragma once
/// Patterns of the operators =~ and !~: the part of Java's regular expressions that needs no backtracking, so that no
/// pattern takes longer than its length times the value's.
///
///   literals  .  [abc] [a-z] [^…]  \d \D \w \W \s \S \t \n \r  \ before punctuation
///   (…) (?:…)  |  * + ? {n} {n,} {n,m}, each also lazy (`*?`)  ^ $
///
/// Refused, by name: back references, look-around, \b, \p{…}, \Q…\E, possessive repetition, flags, set intersection.
/// Source: java.util.regex.Pattern, which the ECS Developer Guide refers to. Values are ASCII, as attributes are.
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni::placement {

class Pattern {
 public:
  /// @error  message says what is not understood or not supported, and where (position from 1)
  static Result<Pattern> compile(std::string_view text);
  /// Whether the whole of `value` matches.
  bool matches(std::string_view value) const;

 private:
  friend class PatternCompiler;
  enum class Op : std::uint8_t { kByte, kSplit, kJump, kBegin, kEnd, kMatch };
  struct Instruction {
    Op op{};
    std::uint32_t a = 0;  ///< kByte: index into sets_; kSplit, kJump: where to go on
    std::uint32_t b = 0;  ///< kSplit: or here
  };

  std::vector<Instruction> program_;
  std::vector<std::bitset<256>> sets_;
};

}  // namespace eni::placement
