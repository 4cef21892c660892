/// Functions that make texts and lists of others.
#include "base/text.h"
#include "template/evaluator.h"
#include "template/value_functions.h"

namespace eni::tmpl {
namespace {

std::string_view shape_error(std::string_view function) { return find_function(function)->shape_error; }

Value text_value(std::string text) { return json::value(json::string(text)); }

std::vector<std::string_view> split_by(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t at = text.find(delimiter); at != std::string_view::npos;
       at = text.find(delimiter, begin)) {
    pieces.emplace_back(text.substr(begin, at - begin));
    begin = at + delimiter.size();
  }
  pieces.emplace_back(text.substr(begin));
  return pieces;
}

}  // namespace

TemplateResult<Value> evaluate_join(Evaluator& evaluator, const Node& argument) {
  const std::string_view message = shape_error("Fn::Join");
  ENI_TRY(const std::string delimiter, evaluator.text(argument.items[0], message));
  ENI_TRY(const json::value list, evaluator.list(argument.items[1], message));
  if (list.is_string()) return Value(list);
  std::string out;
  for (const json::value& item : list.get_array()) {
    if (item.is_array() || item.is_object())
      return TemplateError{std::string(message), argument.items[1].position};
    if (&item != list.get_array().data()) out += delimiter;
    out += scalar_text(item);
    if (out.size() > kMaxValueBytes) return value_too_large("Fn::Join", argument.position);
  }
  return text_value(std::move(out));
}

TemplateResult<Value> evaluate_split(Evaluator& evaluator, const Node& argument) {
  const std::string_view message = shape_error("Fn::Split");
  ENI_TRY(const std::string delimiter, evaluator.text(argument.items[0], message));
  if (delimiter.empty()) return TemplateError{std::string(message), argument.items[0].position};
  ENI_TRY(const std::string source, evaluator.text(argument.items[1], message));
  if (source.find(kKnownAfterApply) != std::string::npos) return text_value(std::string(kKnownAfterApply));
  json::array list;
  for (const std::string_view piece : split_by(source, delimiter)) {
    ENI_CHECK(evaluator.work().spend(Work::kPerValue, argument.position));
    list.push_back(json::string(piece));
  }
  return Value(json::value(std::move(list)));
}

TemplateResult<Value> evaluate_select(Evaluator& evaluator, const Node& argument) {
  constexpr std::string_view kIndexError =
      "Template error: Fn::Select requires a list argument with a valid index value as its first element";
  ENI_TRY(const std::string index_text, evaluator.text(argument.items[0], kIndexError));
  const auto index = parse_integer(index_text);
  if (!index) return TemplateError{std::string(kIndexError), argument.items[0].position};
  ENI_TRY(const json::value list, evaluator.list(argument.items[1], shape_error("Fn::Select")));
  if (list.is_string()) return Value(list);
  const json::array& items = list.get_array();
  if (*index < 0 || static_cast<std::size_t>(*index) >= items.size())
    return TemplateError{"Template error: Fn::Select cannot select nonexistent value at index " + index_text,
                         argument.position};
  return Value(items[static_cast<std::size_t>(*index)]);
}

TemplateResult<Value> evaluate_base64(Evaluator& evaluator, const Node& argument) {
  ENI_TRY(const std::string text, evaluator.text(argument, shape_error("Fn::Base64")));
  if (text.find(kKnownAfterApply) != std::string::npos) return text_value(std::string(kKnownAfterApply));
  return text_value(base64_encode(text));
}

TemplateResult<Value> evaluate_length(Evaluator& evaluator, const Node& argument) {
  ENI_TRY(const json::value list, evaluator.list(argument, shape_error("Fn::Length")));
  if (list.is_string()) return Value(list);
  return Value(json::value(static_cast<std::int64_t>(list.get_array().size())));
}

TemplateResult<Value> evaluate_to_json_string(Evaluator& evaluator, const Node& argument) {
  ENI_TRY(const Value value, evaluator.value(argument));
  return text_value(value ? json::serialize(*value) : std::string());
}

}  // namespace eni::tmpl
