#include "placement/expression.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "placement/query.h"

namespace eni::placement {
namespace query {
namespace {

Truth truth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }

Truth opposite(Truth value) { return value == Truth::kUnknown ? value : truth(value == Truth::kFalse); }

bool in_order(Operator op, std::strong_ordering order) {
  switch (op) {
    case Operator::kEquals:
      return order == 0;
    case Operator::kNotEquals:
      return order != 0;
    case Operator::kGreater:
      return order > 0;
    case Operator::kGreaterEqual:
      return order >= 0;
    case Operator::kLess:
      return order < 0;
    case Operator::kLessEqual:
      return order <= 0;
    default:
      return false;
  }
}

std::strong_ordering compare_texts(std::string_view a, std::string_view b) { return a.compare(b) <=> 0; }

/// 1.14.5 is more than 1.9: number by number.
std::strong_ordering compare_versions(std::string_view a, std::string_view b) {
  const auto left = split(a, '.'), right = split(b, '.');
  const auto part = [](const std::vector<std::string>& parts, std::size_t i) {
    return i < parts.size() ? std::string_view{parts[i]} : std::string_view{"0"};
  };
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string_view l = part(left, i), r = part(right, i);
    const auto ln = parse_integer(l), rn = parse_integer(r);
    const auto order = ln && rn ? *ln <=> *rn : compare_texts(l, r);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

/// Numbers as numbers, where both are.
std::strong_ordering compare_values(std::string_view a, std::string_view b) {
  const auto left = parse_integer(a), right = parse_integer(b);
  return left && right ? *left <=> *right : compare_texts(a, b);
}

bool holds(const Node& node, std::string_view value) {
  switch (node.op) {
    case Operator::kEquals:
      return value == node.arguments[0];
    case Operator::kNotEquals:
      return value != node.arguments[0];
    case Operator::kIn:
      return std::ranges::find(node.arguments, value) != node.arguments.end();
    case Operator::kNotIn:
      return std::ranges::find(node.arguments, value) == node.arguments.end();
    case Operator::kMatches:
      return node.pattern->matches(value) == Match::kYes;
    case Operator::kNotMatches:
      return node.pattern->matches(value) == Match::kNo;
    default:
      return in_order(node.op, compare_values(value, node.arguments[0]));
  }
}

/// Whatever is asked of what is not there is false: `attribute:stack != prod` wants the attribute.
Truth of_text(const Node& node, const Facts::Text& fact) {
  if (node.op == Operator::kExists) return truth(fact.state != Facts::State::kAbsent);
  if (node.op == Operator::kNotExists) return truth(fact.state == Facts::State::kAbsent);
  if (fact.state == Facts::State::kUnknown) return Truth::kUnknown;
  if (fact.state == Facts::State::kAbsent) return Truth::kFalse;
  if (node.subject != Subject::kAgentVersion) return truth(holds(node, fact.text));
  return truth(in_order(node.op, compare_versions(fact.text, node.arguments[0])));
}

Truth of_number(const Node& node, const Facts::Number& fact) {
  if (fact.state == Facts::State::kUnknown) return Truth::kUnknown;
  return truth(fact.state == Facts::State::kPresent && in_order(node.op, fact.number <=> node.number));
}

Truth of_bool(const Node& node, Truth fact) {
  return fact == Truth::kUnknown ? fact : truth(holds(node, fact == Truth::kTrue ? "true" : "false"));
}

/// A host has many groups: `==` wants one of them to be it, `!=` none.
Truth of_groups(const Node& node, const Facts& facts) {
  const bool negative =
      node.op == Operator::kNotEquals || node.op == Operator::kNotIn || node.op == Operator::kNotMatches;
  const Truth any =
      facts.any_task_group([&](std::string_view group) { return holds(node, group) != negative; });
  return negative ? opposite(any) : any;
}

Truth compare(const Node& node, const Facts& facts) {
  switch (node.subject) {
    case Subject::kAgentConnected:
      return of_bool(node, facts.agent_connected());
    case Subject::kAgentVersion:
      return of_text(node, facts.agent_version());
    case Subject::kAttribute:
      return of_text(node, facts.attribute(node.attribute));
    case Subject::kEc2InstanceId:
      return of_text(node, facts.ec2_instance_id());
    case Subject::kRegisteredAt:
      return of_number(node, facts.registered_at());
    case Subject::kRunningTasksCount:
      return of_number(node, facts.running_tasks_count());
    case Subject::kTaskGroup:
      return of_groups(node, facts);
  }
  return Truth::kFalse;
}

}  // namespace

Truth evaluate(const Node& node, const Facts& facts) {
  if (node.kind == Kind::kComparison) return compare(node, facts);
  const Truth left = evaluate(*node.left, facts);
  if (node.kind == Kind::kNot) return opposite(left);
  const Truth decisive = truth(node.kind == Kind::kOr);
  if (left == decisive) return left;
  const Truth right = evaluate(*node.right, facts);
  return right == decisive || left == Truth::kTrue || left == Truth::kFalse ? right : left;
}

bool has_given_up(const Node& node) {
  return (node.pattern && node.pattern->has_given_up()) || (node.left && has_given_up(*node.left)) ||
         (node.right && has_given_up(*node.right));
}

namespace {

const std::string* required_group(const Node& node) {
  if (node.kind == Kind::kAnd) {
    const std::string* left = required_group(*node.left);
    return left ? left : required_group(*node.right);
  }
  const bool is_it =
      node.kind == Kind::kComparison && node.subject == Subject::kTaskGroup && node.op == Operator::kEquals;
  return is_it ? &node.arguments[0] : nullptr;
}

}  // namespace
}  // namespace query

Expression::Expression(std::shared_ptr<const query::Node> root, std::string text)
    : root_{std::move(root)}, text_{std::make_shared<const std::string>(std::move(text))} {}

Result<Expression> Expression::parse(std::string_view text) {
  if (text.size() > kMaxExpressionLength) {
    return Error{"the expression is longer than " + std::to_string(kMaxExpressionLength) + " characters", ""};
  }
  ENI_TRY(auto root, query::parse(text));
  return Expression{std::move(root), std::string(text)};
}

const std::string& Expression::text() const { return *text_; }

Truth Expression::evaluate(const Facts& facts) const { return query::evaluate(*root_, facts); }

bool Expression::has_given_up() const { return query::has_given_up(*root_); }

std::optional<std::string_view> Expression::required_task_group() const {
  const std::string* group = query::required_group(*root_);
  return group ? std::optional<std::string_view>{*group} : std::nullopt;
}

}  // namespace eni::placement
