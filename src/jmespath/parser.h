#pragma once
/// Expressions to syntax trees.
#include <string_view>

#include "base/result.h"
#include "jmespath/node.h"

namespace eni::jmespath {

/// @error  as of Expression::parse
Result<NodePtr> parse_expression(std::string_view text);

}  // namespace eni::jmespath
