#include "placement/value_pattern.h"

namespace eni::placement {
namespace {

/// A value that takes no more is matched whatever others took: no number of hosts makes an ordinary pattern give up.
constexpr std::size_t kFreeSteps = 256;
constexpr std::size_t kMaxKnown = 100'000;

}  // namespace

Result<ValuePattern> ValuePattern::compile(std::string_view text, std::shared_ptr<MatchBudget> budget) {
  ENI_TRY(RegularExpression expression, RegularExpression::compile(text));
  return ValuePattern{std::move(expression), std::move(budget)};
}

Match ValuePattern::matches(std::string_view value) const {
  if (const auto known = known_.find(value); known != known_.end()) return known->second;
  MatchBudget free{kFreeSteps};
  Match match = expression_.matches(value, free);
  if (match == Match::kTooManySteps) match = expression_.matches(value, *budget_);
  gave_up_ = gave_up_ || match == Match::kTooManySteps;
  if (known_.size() >= kMaxKnown) known_.clear();
  known_.emplace(value, match);
  return match;
}

}  // namespace eni::placement
