#pragma once
/// Replies against AWS's models, in tests: clients take out of an answer what their model has, and nothing else.
#include <string>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// What AWS's model of the operation's answer does not have, a line each: members that are not known, of another kind, or missing. "" if all is well; for bytes, and for operations that the models do not have.
std::string reply_flaws(const Service& service, const Operation& operation, const Reply& reply);

}  // namespace eni::sandbox
