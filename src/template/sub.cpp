#include <map>

#include "template/evaluator.h"
#include "template/pseudo.h"
#include "template/sub_text.h"
#include "template/value_functions.h"

namespace eni::tmpl {
namespace {

bool is_variable_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == ':';
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_variable_character);
}

/// A variable that the function's own map does not hold, as if it stood in a Ref or a GetAtt.
TemplateResult<Value> referenced(Evaluator& evaluator, const std::string& name, Position position) {
  Node argument;
  argument.kind = Node::Kind::kString;
  argument.text = name;
  argument.position = position;
  ENI_CHECK(evaluator.work().spend(Work::kPerValue, position));
  const bool is_attribute = name.find('.') != std::string::npos;
  if (!is_attribute) return evaluate_ref(evaluator, argument);
  if (!evaluator.scope().tmpl.find_resource(name.substr(0, name.find('.'))))
    return TemplateError{"Template error: instance of Fn::Sub references invalid resource attribute " + name,
                         position};
  return evaluate_get_att(evaluator, argument);
}

TemplateResult<std::string> variable_text(Evaluator& evaluator, const Node* own, const std::string& name,
                                          Position position) {
  if (const Node* node = own ? own->find(name) : nullptr)
    return evaluator.text(
        *node,
        "Template error: every value of the context object of every Fn::Sub object must be a string "
        "or a function that returns a string");
  ENI_TRY(const Value value, referenced(evaluator, name, position));
  if (!value || value->is_array() || value->is_object())
    return TemplateError{
        "Template error: variable " + name + " in Fn::Sub expression does not resolve to a string", position};
  return scalar_text(*value);
}

}  // namespace

const Node& sub_template(const Node& argument) { return argument.is_list() ? argument.items[0] : argument; }

const Node* sub_variables(const Node& argument) { return argument.is_list() ? &argument.items[1] : nullptr; }

TemplateResult<std::vector<SubPiece>> parse_sub(std::string_view text, Position position) {
  std::vector<SubPiece> pieces;
  std::string literal;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.substr(at, 2) == "${" ? text.find('}', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      literal += text[at++];
      continue;
    }
    const std::string_view name = text.substr(at + 2, end - at - 2);
    at = end + 1;
    if (name.substr(0, 1) == "!") {
      literal += "${" + std::string(name.substr(1)) + "}";
      continue;
    }
    if (!is_variable_name(name))
      return TemplateError{
          "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, "
          "underscores, "
          "periods, and colons",
          position};
    if (!literal.empty()) pieces.push_back({std::move(literal), false});
    literal.clear();
    pieces.push_back({std::string(name), true});
  }
  if (!literal.empty()) pieces.push_back({std::move(literal), false});
  return pieces;
}

TemplateResult<Value> evaluate_sub(Evaluator& evaluator, const Node& argument) {
  const Node& source = sub_template(argument);
  ENI_TRY(const std::vector<SubPiece> pieces, parse_sub(source.text, source.position));
  std::map<std::string_view, std::string>
      texts;  // each variable evaluated once, however often it stands there
  std::string out;
  for (const SubPiece& piece : pieces) {
    if (!piece.is_variable) {
      out += piece.text;
    } else if (const auto known = texts.find(piece.text); known != texts.end()) {
      out += known->second;
    } else {
      ENI_TRY(std::string text,
              variable_text(evaluator, sub_variables(argument), piece.text, source.position));
      out += texts.emplace(piece.text, std::move(text)).first->second;
    }
    if (out.size() > kMaxValueBytes) return value_too_large("Fn::Sub", source.position);
  }
  return Value(json::value(json::string(out)));
}

}  // namespace eni::tmpl
