#pragma once
/// The functions of the specification.
#include <functional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::jmespath {

/// An argument: a value, or an expression (&name) to be evaluated on elements.
struct Argument {
  json::value value = nullptr;
  std::function<Result<json::value>(const json::value&)> expression = nullptr;
};

/// @error  "Unknown function: NAME()", or which argument has the wrong type or that there are too few, as the CLI words it
Result<json::value> call_function(std::string_view name, const std::vector<Argument>& arguments);

/// The values' order for == and !=: deep, numbers by value.
bool is_equal(const json::value& a, const json::value& b);
/// False for null, false, and empty texts, lists and objects.
bool is_true(const json::value& value);

}  // namespace eni::jmespath
