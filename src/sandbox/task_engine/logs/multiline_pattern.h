#pragma once
/// Where an event of several lines begins.
/// Source: Docker documentation, "Amazon CloudWatch Logs logging driver", awslogs-multiline-pattern.
#include <string>
#include <string_view>

#include "base/regular_expression.h"

namespace eni::sandbox::task_engine {

class MultilinePattern {
 public:
  /// Of a line no more is looked at, for a line may be long and written by anybody.
  static constexpr std::size_t kMaxLookedAt = 1'024;

  /// @error  'awslogs could not parse multiline pattern key "X": REASON'; what base/regular_expression.h does not have is refused
  static Result<MultilinePattern> compile(const std::string& pattern);
  /// Whether the pattern is anywhere in the line.
  /// @return  kTooManySteps for one that costs too much to look for
  Match begins_event(std::string_view line) const;

 private:
  explicit MultilinePattern(RegularExpression expression) : expression_{std::move(expression)} {}
  RegularExpression expression_;
};

/// The regular expression that a format of strptime(3) stands for; what is no directive is part of the expression, as Docker has it.
/// @error  "awslogs-datetime-format: %Q is not supported"
/// Source: Docker documentation, "Amazon CloudWatch Logs logging driver", awslogs-datetime-format.
Result<std::string> datetime_pattern(std::string_view format);

}  // namespace eni::sandbox::task_engine
