#include "template/evaluator.h"

namespace eni::tmpl {

TemplateError under(std::string_view segment, TemplateError error) {
  error.path = excerpt("/" + excerpt(segment) + error.path, TemplateError::kMaxPathBytes);
  return error;
}

TemplateResult<Value> Evaluator::value(const Node& node) {
  ENI_CHECK(scope_.work.spend(Work::kPerValue + node.text.size(), node.position));
  if (const Member* call = intrinsic(node)) {
    if (auto checked = check_function(*call, Function::Use::kValue); checked.has_error())
      return under(call->key, checked.error());
    auto result = find_function(call->key)->evaluate(*this, call->value);
    if (result.has_error()) return under(call->key, result.error());
    if (*result) ENI_CHECK(scope_.work.spend_on(**result, call->key, call->key_position));
    return result;
  }
  if (node.is_map()) return map(node);
  if (node.is_list()) return items(node);
  return Value(to_json(node));
}

TemplateResult<Value> Evaluator::map(const Node& node) {
  json::object out;
  for (const Member& member : node.members) {
    auto result = value(member.value);
    if (result.has_error()) return under(member.key, result.error());
    if (*result) out[member.key] = std::move(**result);
  }
  return Value(json::value(std::move(out)));
}

TemplateResult<Value> Evaluator::items(const Node& node) {
  json::array out;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    auto result = value(node.items[i]);
    if (result.has_error()) return under(std::to_string(i), result.error());
    if (*result) out.push_back(std::move(**result));
  }
  return Value(json::value(std::move(out)));
}

TemplateResult<std::string> Evaluator::text(const Node& node, std::string_view message) {
  ENI_TRY(const Value found, value(node));
  if (!found || found->is_array() || found->is_object() || found->is_null())
    return TemplateError{std::string(message), node.position};
  return scalar_text(*found);
}

TemplateResult<json::value> Evaluator::list(const Node& node, std::string_view message) {
  ENI_TRY(Value found, value(node));
  const bool usable = found && (found->is_array() || (found->is_string() && has_unknown(*found)));
  if (!usable) return TemplateError{std::string(message), node.position};
  return std::move(*found);
}

TemplateResult<bool> Evaluator::condition(std::string_view name, Position position) {
  const auto found = scope_.conditions.find(name);
  if (found == scope_.conditions.end())
    return TemplateError{
        "Template error: unresolved condition dependency " + std::string(name) + " in Fn::If", position};
  return found->second;
}

}  // namespace eni::tmpl
