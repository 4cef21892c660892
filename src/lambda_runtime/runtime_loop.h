#pragma once
/// The life of a custom runtime's process: take an event, handle it, say how it went, again.
#include <functional>
#include <string>

#include "base/log.h"
#include "lambda_runtime/runtime_api.h"

namespace eni::lambda_runtime {

/// The invocation's result as JSON, or the error it ends with.
using InvocationHandler = std::function<Result<std::string, InvocationError>(const Invocation&)>;

/// Handles events until the Runtime API fails. _X_AMZN_TRACE_ID is set for each invocation, which Lambda
/// leaves to custom runtimes. An exception of the handler is an invocation error
/// ("Runtime.UnhandledException").
/// @return  the exit code of the process: 1, for it ends only when the environment is broken
int run_loop(RuntimeApi& api, const InvocationHandler& handler, Logger& log);

}  // namespace eni::lambda_runtime
