#pragma once
/// What of a value AWS's model knows: for what is kept of a request and shown again.
#include "base/json.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::shapes {

/// The members of `value` that the model of the structure has, at every depth, without null; whole numbers as integers. For values
/// that were checked: what is of another kind than the model's is kept as it is.
json::object known_part(const Shape& structure, const json::object& value);

}  // namespace eni::sandbox::shapes
