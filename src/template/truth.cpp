#include "template/truth.h"

#include "template/walk.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kNotBoolean =
    "Template format error: Conditions can only be boolean operations on parameters and other conditions";

/// Numbers and booleans equal their texts, as parameters are texts always: the value with all scalars as texts.
TemplateResult<json::value> operand(Evaluator& evaluator, const Node& node) {
  ENI_TRY(const Value value, evaluator.value(node));
  return value ? stringified(*value) : json::value(nullptr);
}

bool contains(const json::array& list, const json::value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Of what is no list, nothing.
const json::array& items_of(const json::value& list) {
  static const json::array none;
  return list.is_array() ? list.get_array() : none;
}

/// Comparing each of one list with each of another is work, too.
TemplateResult<bool> each_in(Evaluator& evaluator, const Member& call, const json::array& left,
                             const json::array& right) {
  constexpr std::size_t kWorkPerPair = 8;
  for (const json::value& item : left) {
    const std::size_t bytes = item.is_string() ? item.get_string().size() : 0;
    ENI_CHECK(evaluator.work().spend(right.size() * (kWorkPerPair + bytes / 16), call.key_position));
    if (!contains(right, item)) return false;
  }
  return true;
}

/// Equals and the functions of Rules: two operands that are values.
TemplateResult<bool> compare(Evaluator& evaluator, const Member& call) {
  ENI_TRY(const json::value left, operand(evaluator, call.value.items[0]));
  ENI_TRY(const json::value right, operand(evaluator, call.value.items[1]));
  if (call.key == "Fn::Equals") return left == right;
  if (call.key == "Fn::Contains") return contains(items_of(left), right);
  if (!left.is_array()) return false;
  const json::array& items = left.get_array();
  if (call.key == "Fn::EachMemberEquals")
    return std::all_of(items.begin(), items.end(), [&](const json::value& item) { return item == right; });
  return each_in(evaluator, call, items, items_of(right));
}

/// And, Or and Not: operands that are conditions. All are evaluated, so that an error in any is found.
TemplateResult<bool> combine(Evaluator& evaluator, const Member& call, Function::Use use) {
  const auto& operands = call.value.items;
  std::size_t holding = 0;
  for (const Node& node : operands) {
    if (!condition_call(node))
      return TemplateError{call.key == "Fn::Not"
                               ? "Template error: Fn::Not requires a list argument with one function token"
                               : std::string(find_function(call.key)->shape_error),
                           node.position};
    ENI_TRY(const bool holds, truth(evaluator, node, use));
    holding += holds ? 1 : 0;
  }
  if (call.key == "Fn::And") return holding == operands.size();
  if (call.key == "Fn::Or") return holding > 0;
  return holding == 0;
}

}  // namespace

const Member* condition_call(const Node& node) {
  if (!node.is_map() || node.members.size() != 1) return nullptr;
  const Member& member = node.members[0];
  const Function* function = find_function(member.key);
  return function && (function->use == Function::Use::kCondition || function->use == Function::Use::kRule)
             ? &member
             : nullptr;
}

TemplateResult<bool> truth(Evaluator& evaluator, const Node& expression, Function::Use use) {
  const Member* call = condition_call(expression);
  if (!call) {
    if (const Member* other = intrinsic(expression); other && !find_function(other->key))
      return check_function(*other, use).error();
    return TemplateError{std::string(kNotBoolean), expression.position};
  }
  ENI_CHECK(check_function(*call, use));
  if (call->key == "Condition") return evaluator.condition(call->value.text, call->value.position);
  const bool combines = call->key == "Fn::And" || call->key == "Fn::Or" || call->key == "Fn::Not";
  auto result = combines ? combine(evaluator, *call, use) : compare(evaluator, *call);
  if (result.has_error()) return under(call->key, result.error());
  return result;
}

std::vector<std::string> mentioned_conditions(const Node& expression) {
  std::vector<std::string> names;
  const std::function<void(const Node&)> visit = [&](const Node& node) {
    const bool is_call = node.is_map() && node.members.size() == 1;
    if (is_call && node.members[0].key == "Condition" && node.members[0].value.is_string())
      names.push_back(node.members[0].value.text);
    if (is_call && node.members[0].key == "Fn::If" && !node.members[0].value.items.empty())
      names.push_back(node.members[0].value.items[0].text);
    for (const Node& item : node.items) visit(item);
    for (const Member& member : node.members) visit(member.value);
  };
  visit(expression);
  return names;
}

}  // namespace eni::tmpl
