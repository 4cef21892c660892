#pragma once
/// Regular expressions in outside text: the part of Java's that needs no backtracking, so that a match takes steps in
/// proportion to the expression's size times the value's, and memory and stack to the expression's size. Each look-ahead adds to
/// both, for each place in the value at which it is met, a search of its own from there on. All of it is taken from the budget.
///
///   literals  .  [abc] [a-z] [^…]  \d \D \w \W \s \S  \t \n \r \f \a \e \xHH \uHHHH  \ before punctuation
///   \p{Alnum} and the other POSIX classes of US-ASCII, \p{L} and the other general categories of Unicode by a letter, \P{…}
///   (…) (?:…) (?<name>…) (?=…) (?!…)  |  * + ? {n} {n,} {n,m}, each also lazy (`*?`)  ^ $ \A \z \Z \b \B
///
/// Refused, by name: back references, look-behind, other properties of Unicode, \Q…\E, possessive repetition, flags, sets of sets.
/// Source: java.util.regex.Pattern, which CloudFormation, SSM and ECS document as theirs.
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/code_points.h"
#include "base/result.h"

namespace eni {

/// Steps that the matches of one request may take together.
class MatchBudget {
 public:
  static constexpr std::size_t kSteps = 3'000'000;  ///< some 30 ms

  explicit MatchBudget(std::size_t steps = kSteps) : left_{steps} {}
  /// Whether there were as many left; they no longer are.
  bool take(std::size_t steps = 1) {
    const bool enough = steps <= left_;
    left_ = enough ? left_ - steps : 0;
    return enough;
  }

 private:
  std::size_t left_;
};

enum class Match : std::uint8_t { kNo, kYes, kTooManySteps };

class RegularExpression {
 public:
  /// @error  "pattern 'X', position N: …" (from 1, in code points) says what is not understood, not supported, or that
  ///         the pattern is too large: counted repetition is written out
  static Result<RegularExpression> compile(std::string_view text);
  /// Whether the whole of `value` matches.
  /// @return  kTooManySteps once `budget` is used up
  Match matches(std::string_view value, MatchBudget& budget) const;

 private:
  friend class RegularExpressionCompiler;
  friend class RegularExpressionRun;
  enum class Op : std::uint8_t {
    kCodePoint,
    kSet,
    kSplit,
    kJump,
    kBegin,
    kEnd,      ///< \z
    kLastEnd,  ///< $ and \Z: before a line feed that ends the value, too
    kWordBorder,
    kNoWordBorder,
    kAhead,  ///< (?=…)
    kNotAhead,
    kMatch,
  };
  struct Instruction {
    Op op{};
    /// kCodePoint: which; kSet: index into sets_; kAhead, kNotAhead: into ahead_; kSplit, kJump: where to go on, counted from here
    std::int32_t a = 0;
    std::int32_t b = 0;  ///< kSplit: or here
  };
  using Code = std::vector<Instruction>;

  Code program_;
  std::vector<CodePointSet> sets_;
  std::vector<Code> ahead_;  ///< what is looked ahead for: programs of their own
};

}  // namespace eni
