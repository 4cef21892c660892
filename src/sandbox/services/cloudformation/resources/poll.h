#pragma once
/// Waiting until a service has reached a state, by asking it again and again.
#include "base/deadline.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Code of the error with which a handler ends whose stack operation is being given up.
inline constexpr std::string_view kOperationCancelled = "OperationCancelled";
/// Code of an error whose message is all that the event of the failure says.
inline constexpr std::string_view kReasonInFull = "ReasonInFull";

/// How long CloudFormation waits for what.
struct TimeLimits {
  static constexpr Duration kState =
      std::chrono::minutes{30};  ///< an instance runs, a NAT gateway is available
  static constexpr Duration kService = std::chrono::hours{3};  ///< an ECS service is stable, or has drained
  /// [assumption] a group has the instances that it wants, or none any more; lifecycle hooks may hold them
  static constexpr Duration kGroup = std::chrono::hours{3};
  static constexpr Duration kDependency =
      std::chrono::minutes{10};  ///< others let go of what is to be deleted
  /// The same at --pace instant, where nothing lets go later than soon.
  static constexpr Duration kDependencyAtOnce = std::chrono::seconds{10};
};

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
                                       std::span<const std::string_view> codes);

}  // namespace eni::sandbox::cloudformation
