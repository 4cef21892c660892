#include "sandbox/gateway/thrown_error.h"

#include <new>

#include "base/defect.h"
#include "sqlite/database.h"

namespace eni::sandbox {
namespace {

/// An exception is a defect or exhaustion: it is logged with the id that the caller sees.
ApiError defect(Environment& env, const Operation& operation, const std::string& request_id) {
  const std::string what = what_of(std::current_exception());
  env.log.error("internal failure", {{"at", operation.name}, {"what", what}, {"request_id", request_id}});
  return aws::internal_failure(
      "An internal error occurred; the sandbox's log has its cause under request id " + request_id);
}

/// A disk's fault may pass: nothing was changed, and clients try a 500 again.
ApiError failed_statement(Environment& env, const sqlite::Failure& failure, const Operation& operation,
                          const std::string& request_id) {
  const std::string fault = sqlite::fault_of_disk(failure);
  if (fault.empty()) return defect(env, operation, request_id);
  env.log.error(fault,
                {{"at", std::string(operation.name)}, {"what", failure.what()}, {"request_id", request_id}});
  return aws::internal_failure("Nothing was changed, for " + fault);
}

}  // namespace

ApiError outside_error(Environment& env, const Operation& operation, const std::string& request_id) {
  try {
    throw;
  } catch (const sqlite::Failure& failure) {
    return failed_statement(env, failure, operation, request_id);
  } catch (...) {
    return defect(env, operation, request_id);
  }
}

ApiError thrown_error(Environment& env, const Operation& operation, const std::string& request_id) {
  try {
    throw;
  } catch (UnexpectedShape& shape) {
    return std::move(shape.error);
  } catch (const sqlite::Failure& failure) {
    // Nobody's request is at fault: whoever serves it from outside answers, and whoever works in the background waits.
    if (failure.will_pass()) throw;
    return defect(env, operation, request_id);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (...) {
    return defect(env, operation, request_id);
  }
}

}  // namespace eni::sandbox
