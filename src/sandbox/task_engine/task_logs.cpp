#include "sandbox/task_engine/task_logs.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/images/execution_principal.h"

namespace eni::sandbox::task_engine {

namespace {

/// Sessions of roles last an hour.
constexpr std::chrono::minutes kSessionIsFresh{50};

json::object names_of(const LogDestination& destination) {
  return {{"logGroupName", destination.group}, {"logStreamName", destination.stream}};
}

}  // namespace

Task<ApiResult<Principal>> TaskLogs::principal() {
  if (principal_ && env_.scheduler.now() < principal_until_) co_return *principal_;
  auto finding = execution_principal(env_, agents_, task_);
  auto found = co_await std::move(finding);
  if (found.has_error()) co_return ApiError{"NoCredentialProviders", found.error().message};
  principal_ = *std::move(found);
  principal_until_ = env_.scheduler.now() + kSessionIsFresh;
  co_return *principal_;
}

Task<ApiResult<void>> TaskLogs::call(std::string region, std::string operation, json::object params) {
  auto finding = principal();
  ENI_CO_TRY(const Principal caller, co_await std::move(finding));
  const aws::Region where = region.empty() ? task_.region : aws::Region{std::move(region)};
  auto calling = env_.gateway.call(caller, where, "logs", operation, std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return reply.error();
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> TaskLogs::create_log_group(LogDestination destination) {
  return call(destination.region, "CreateLogGroup", {{"logGroupName", destination.group}});
}

Task<ApiResult<void>> TaskLogs::create_log_stream(LogDestination destination) {
  return call(destination.region, "CreateLogStream", names_of(destination));
}

Task<ApiResult<void>> TaskLogs::put_log_events(LogDestination destination, std::vector<LogEvent> events) {
  json::object params = names_of(destination);
  json::array list;
  for (LogEvent& event : events)
    list.push_back(
        json::object{{"timestamp", epoch_millis(event.time)}, {"message", std::move(event.message)}});
  params["logEvents"] = std::move(list);
  return call(destination.region, "PutLogEvents", std::move(params));
}

}  // namespace eni::sandbox::task_engine
