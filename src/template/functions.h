#pragma once
/// The intrinsic functions as a table: names, short forms, what they take, where they may stand, what they
/// do.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/document.h"

namespace eni::tmpl {

class Evaluator;

/// What a node evaluates to; nothing is AWS::NoValue.
using Value = std::optional<json::value>;

struct Function {
  /// kValue: gives a value, in properties and outputs (and within conditions). kCondition: gives true or
  /// false, in Conditions and Rules. kRule: in Rules only. kRefused: known, and refused by name.
  enum class Use { kValue, kCondition, kRule, kRefused };

  std::string_view name;       ///< "Fn::Join"
  std::string_view short_tag;  ///< "!Join"
  std::size_t min_arguments;   ///< of a literal list; both 0: the argument has another form
  std::size_t max_arguments;
  Use use;
  std::string_view shape_error;  ///< AWS's message where the argument has another form
  TemplateResult<Value> (*evaluate)(Evaluator& evaluator, const Node& argument);  ///< kValue only
};

/// By its long name, or null.
const Function* find_function(std::string_view name);
/// "Ref" of "!Ref", "Fn::Join" of "!Join", "Condition" of "!Condition"; empty if there is no such short form.
std::string_view long_name(std::string_view short_tag);

/// Whether `call` is a function, is allowed as `use`, and has a literal argument of the form it needs.
TemplateResult<void> check_function(const Member& call, Function::Use use);

/// The two needed by functions of the transform AWS::LanguageExtensions.
bool needs_language_extensions(const Member& call);

}  // namespace eni::tmpl
