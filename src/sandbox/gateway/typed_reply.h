#pragma once
/// Replies of query services in the protocols that have types: the model says what is a point in time, and what a map.
#include <string_view>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// `value` with points in time as seconds since the epoch, and maps as objects. As it is for an operation that the models do not
/// have.
json::value typed_reply(const Service& service, const Operation& operation, const json::value& value);

/// What the model calls the error; the code itself for those that it calls by their codes.
std::string_view shape_of_error(const Service& service, std::string_view code);

}  // namespace eni::sandbox
