#pragma once
/// JMESPath, the language of the AWS CLI's --query and of waiters: the whole specification with its functions. Pure. Bounded in
/// depth and work, since expressions come from scripts of others.
/// Source: https://jmespath.org/specification.html
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace eni::jmespath {

struct Node;

class Expression {
 public:
  /// @error  "Expecting …" or "Invalid token" with the column, as the CLI says it after "Bad value for --query EXPRESSION: "
  static Result<Expression> parse(std::string_view text);

  /// What it selects of `value`; null if nothing.
  /// @error  a function's wrong argument, an unknown function, or more work than kMaxSteps
  Result<json::value> search(const json::value& value) const;

  static constexpr std::size_t kMaxTokens = 2'000;
  static constexpr std::size_t kMaxDepth = 100;
  static constexpr std::size_t kMaxSteps = 500'000;

 private:
  explicit Expression(std::shared_ptr<const Node> root) : root_{std::move(root)} {}
  std::shared_ptr<const Node> root_;
};

}  // namespace eni::jmespath
