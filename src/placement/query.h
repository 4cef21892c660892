#pragma once
/// A parsed expression's inside.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "placement/expression.h"
#include "placement/value_pattern.h"

namespace eni::placement::query {

enum class Kind : std::uint8_t { kAnd, kOr, kNot, kComparison };

enum class Operator : std::uint8_t {
  kEquals,
  kNotEquals,
  kGreater,
  kGreaterEqual,
  kLess,
  kLessEqual,
  kExists,
  kNotExists,
  kIn,
  kNotIn,
  kMatches,
  kNotMatches,
};

struct Node {
  Kind kind = Kind::kComparison;
  std::unique_ptr<Node> left;   ///< kAnd, kOr, kNot
  std::unique_ptr<Node> right;  ///< kAnd, kOr

  Subject subject{};
  std::string attribute;  ///< kAttribute: its name
  Operator op{};
  std::vector<std::string> arguments;
  std::int64_t number = 0;  ///< registeredAt, runningTasksCount: the argument
  std::optional<ValuePattern> pattern;
};

Result<std::unique_ptr<Node>> parse(std::string_view text);
Truth evaluate(const Node& node, const Facts& facts);
/// Whether a pattern in it has.
bool has_given_up(const Node& node);

}  // namespace eni::placement::query
