#pragma once
/// CloudWatch Logs for the containers of a task, as whoever writes its logs.
#include <optional>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/images/host_agents.h"
#include "sandbox/task_engine/logs/log_driver.h"

namespace eni::sandbox::task_engine {

class TaskLogs final : public LogsApi {
 public:
  /// Both outlive it.
  TaskLogs(Environment& env, HostAgents& agents, const TaskToRun& task)
      : env_{env}, agents_{agents}, task_{task} {}

  Task<ApiResult<void>> create_log_group(LogDestination destination) override;
  Task<ApiResult<void>> create_log_stream(LogDestination destination) override;
  Task<ApiResult<void>> put_log_events(LogDestination destination, std::vector<LogEvent> events) override;

 private:
  Task<ApiResult<void>> call(std::string region, std::string operation, json::object params);
  Task<ApiResult<Principal>> principal();

  Environment& env_;
  HostAgents& agents_;
  const TaskToRun& task_;
  std::optional<Principal> principal_;
  TimePoint principal_until_;
};

}  // namespace eni::sandbox::task_engine
