#pragma once
/// The pattern of an operator =~ or !~, asked of the same few values for thousands of hosts.
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/regular_expression.h"
#include "placement/names.h"

namespace eni::placement {

class ValuePattern {
 public:
  /// @param budget  shared by all patterns of one expression
  /// @error  as RegularExpression::compile
  static Result<ValuePattern> compile(std::string_view text, std::shared_ptr<MatchBudget> budget);

  /// Whether the whole of `value` matches; each value is matched once and remembered.
  /// @return  kTooManySteps once all values of the expression's patterns together took too many: the pattern has given up
  Match matches(std::string_view value) const;
  bool has_given_up() const { return gave_up_; }

 private:
  ValuePattern(RegularExpression expression, std::shared_ptr<MatchBudget> budget)
      : expression_{std::move(expression)}, budget_{std::move(budget)} {}

  RegularExpression expression_;
  std::shared_ptr<MatchBudget> budget_;
  mutable bool gave_up_ = false;
  mutable std::unordered_map<std::string, Match, TextHash, std::equal_to<>> known_;
};

}  // namespace eni::placement
