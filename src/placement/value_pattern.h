#pragma once
/// The pattern of an operator =~ or !~, asked of the same few values for thousands of hosts.
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/regular_expression.h"
#include "placement/names.h"

namespace eni::placement {

class ValuePattern {
 public:
  /// @error  as RegularExpression::compile
  static Result<ValuePattern> compile(std::string_view text);

  /// Whether the whole of `value` matches; each value is matched once and remembered.
  /// @return  kTooManySteps once all values together took too many: the pattern has given up
  Match matches(std::string_view value) const;
  bool has_given_up() const { return gave_up_; }

 private:
  explicit ValuePattern(RegularExpression expression) : expression_{std::move(expression)} {}

  RegularExpression expression_;
  mutable MatchBudget budget_{};
  mutable bool gave_up_ = false;
  mutable std::unordered_map<std::string, Match, TextHash, std::equal_to<>> known_;
};

}  // namespace eni::placement
