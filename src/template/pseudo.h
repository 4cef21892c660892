#pragma once
/// Names and values of the pseudo parameters.
#include <optional>
#include <string_view>

#include "template/evaluate.h"

namespace eni::tmpl {

inline constexpr std::string_view kNoValue = "AWS::NoValue";

/// Whether Ref may name it: AWS::AccountId, AWS::NoValue, …
bool is_pseudo_parameter(std::string_view name);
/// The value of any of them but AWS::NoValue, which has none.
json::value pseudo_value(const PseudoParameters& pseudo, std::string_view name);

}  // namespace eni::tmpl
