#pragma once
/// What is logged, and answered, for exceptions: each is a defect or exhaustion.
#include <string>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

// Of the exception that is being handled; to be called in a handler. The answer has the request id under which the log has its cause.

/// That an operation threw. @throws  again what no caller of the operation is answered: std::bad_alloc, and a store's failure that passes
///                                   (sqlite::Failure::will_pass)
ApiError thrown_error(Environment& env, const Operation& operation, const std::string& request_id);
/// That a request from outside ended with: also one that thrown_error() threw again.
ApiError outside_error(Environment& env, const Operation& operation, const std::string& request_id);

}  // namespace eni::sandbox
