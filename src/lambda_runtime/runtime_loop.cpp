#include "lambda_runtime/runtime_loop.h"

#include <cstdlib>
#include <exception>

namespace eni::lambda_runtime {

namespace {

void set_trace_id(const std::string& trace_id) {
  if (trace_id.empty()) {
    ::unsetenv("_X_AMZN_TRACE_ID");
  } else {
    ::setenv("_X_AMZN_TRACE_ID", trace_id.c_str(), 1);
  }
}

Result<std::string, InvocationError> handle(const InvocationHandler& handler, const Invocation& invocation) {
  try {
    return handler(invocation);
  } catch (const std::exception& defect) {
    return InvocationError{"Runtime.UnhandledException", defect.what()};
  }
}

Result<void> report(RuntimeApi& api, const Invocation& invocation,
                    const Result<std::string, InvocationError>& outcome) {
  if (outcome.has_value()) return api.respond(invocation.request_id, *outcome);
  return api.fail(invocation.request_id, outcome.error());
}

}  // namespace

int run_loop(RuntimeApi& api, const InvocationHandler& handler, Logger& log) {
  for (;;) {
    const auto invocation = api.next();
    if (invocation.has_error()) {
      log.error("the Runtime API gave no event", {{"error", to_string(invocation.error())}});
      return 1;
    }
    set_trace_id(invocation->trace_id);
    const auto outcome = handle(handler, *invocation);
    if (outcome.has_error())
      log.error("invocation failed", {{"requestId", invocation->request_id},
                                      {"errorType", outcome.error().type},
                                      {"errorMessage", outcome.error().message}});
    const auto reported = report(api, *invocation, outcome);
    if (reported.has_error())
      log.error("Lambda did not take the result",
                {{"requestId", invocation->request_id}, {"error", to_string(reported.error())}});
    if (api.is_broken()) return 1;
  }
}

}  // namespace eni::lambda_runtime
