#pragma once
/// Whether a parameter's text satisfies its declaration.
#include <string>
#include <string_view>
#include <vector>

#include "base/regular_expression.h"
#include "template/template.h"

namespace eni::tmpl {

/// The items of a list type's text, trimmed; "" is one empty item.
std::vector<std::string> split_list(std::string_view text);

/// AllowedValues, AllowedPattern, lengths, ranges and numbers. List types are checked item by item.
/// @param budget  of all patterns of the template together
/// @error  as resolve_parameters
TemplateResult<void> check_constraints(const Parameter& parameter, const std::string& text,
                                       MatchBudget& budget);

}  // namespace eni::tmpl
