#pragma once
/// The text of Fn::Sub, cut at its variables.
#include <string>
#include <string_view>
#include <vector>

#include "template/document.h"

namespace eni::tmpl {

struct SubPiece {
  std::string text;  ///< literal text, or a variable's name: "Resource", "Resource.Arn", "AWS::Region"
  bool is_variable = false;
};

/// "${!Name}" is the literal "${Name}".
/// @error  "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters,
/// underscores,
///         periods, and colons"
TemplateResult<std::vector<SubPiece>> parse_sub(std::string_view text, Position position);

/// The string of either form of the function's (well-formed) argument.
const Node& sub_template(const Node& argument);
/// The map of the second form, or null.
const Node* sub_variables(const Node& argument);

}  // namespace eni::tmpl
