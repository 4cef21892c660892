#pragma once
/// Waiting until a service has reached a state, by asking it again and again.
#include "base/deadline.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Code of the error with which a handler ends whose stack operation is being given up.
inline constexpr std::string_view kOperationCancelled = "OperationCancelled";
/// Code of an error whose message is all that the event of the failure says.
inline constexpr std::string_view kReasonInFull = "ReasonInFull";
inline ApiError in_full(std::string reason) { return {std::string(kReasonInFull), std::move(reason), 400}; }

/// The times at which to ask: at once, then after 20 ms, and ever more rarely, down to every 2 seconds.
class Poll {
 public:
  /// @param what  for the error: "Instance i-1"
  Poll(const ResourceCall& call, Duration limit, std::string what)
      : call_{call}, what_{std::move(what)}, patience_{call.parts.scheduler, limit} {}

  /// Waits for the next time to ask.
  /// @error  NotStabilized if `limit` has passed, kOperationCancelled if the stack operation is being given up
  Task<ApiResult<void>> wait();

 private:
  const ResourceCall& call_;
  std::string what_;
  Deadline patience_;
  Duration pause_{20};
};

/// How long others may hold what a call is about.
Duration dependency_limit(const ResourceCall& call);

/// Calls until the error is none of `codes`.
Task<ApiResult<json::object>> call_patiently(ResourceCall& call, std::string_view service,
                                             std::string_view operation, json::object params,
                                             std::span<const std::string_view> codes);
/// The same: for deletions, while something depends on what is to be deleted, as
/// CloudFormation's handlers do. What is not there is a success.
Task<ApiResult<void>> remove_patiently(ResourceCall& call, std::string_view service,
                                       std::string_view operation, json::object params,
                                       std::span<const std::string_view> codes = {});

}  // namespace eni::sandbox::cloudformation
