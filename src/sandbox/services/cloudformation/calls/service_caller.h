#pragma once
/// How CloudFormation reaches the other services: through the gateway in the sandbox, literal in tests.
#include <string>
#include <string_view>

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/cloudformation/calls/nested_stacks.h"

namespace eni::sandbox::cloudformation {

class ServiceCaller {
 public:
  virtual ~ServiceCaller() = default;
  /// As Gateway::call. The arguments live until the task has ended.
  /// @param on_commit  null for none
  virtual Task<ApiResult<Reply>> call(const Principal& principal, const aws::Region& region,
                                      std::string_view service, std::string_view operation,
                                      const json::object& params, const std::string& body,
                                      const CommitHook* on_commit) = 0;
};

/// The sandbox's own.
class GatewayCaller final : public ServiceCaller {
 public:
  explicit GatewayCaller(Gateway& gateway) : gateway_{gateway} {}
  Task<ApiResult<Reply>> call(const Principal& principal, const aws::Region& region, std::string_view service,
                              std::string_view operation, const json::object& params, const std::string& body,
                              const CommitHook* on_commit) override;

 private:
  Gateway& gateway_;
};

class EventNotifier;

/// What all of the engine shares. Lives as long as the sandbox.
struct EngineParts {
  Scheduler& scheduler;
  Random& random;
  Logger& log;
  Store& store;
  ServiceCaller& services;
  const Settings& settings;
  NestedStacks* nested = nullptr;
  EventNotifier* notifier = nullptr;
};

/// The call with_retries() of gateway/retried_call.h.
Task<ApiResult<json::object>> call_with_retries(EngineParts& parts, const Principal& principal,
                                                const aws::Region& region, std::string_view service,
                                                std::string_view operation, const json::object& params,
                                                const std::string& body,
                                                const CommitHook* on_commit = nullptr);

}  // namespace eni::sandbox::cloudformation
