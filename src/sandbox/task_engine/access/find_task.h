#pragma once
/// Which task, container or host somebody means. Pure.
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/task_engine/access/task_access.h"
#include "task_access/request.h"

namespace eni::sandbox::task_engine {

/// @param name  an id, the beginning of one, or an ARN
/// @error  there is none such, or there are several
Result<ReachableTask> find_task(const std::vector<ReachableTask>& tasks, const std::string& name);

/// @param name  "": the only one
/// @error  there is none such, or there are several
Result<ReachableContainer> find_container(const ReachableTask& task, const std::string& name);

/// The same, for what needs it to run.
Result<ReachableContainer> find_running_container(const ReachableTask& task, const std::string& name);

/// A task that runs, or that ECS shows.
struct NamedTask {
  ReachableTask task;
  std::optional<ShownTask> shown;  ///< as ECS shows it; nothing of one that runs
};

/// Those that run are looked at before all others.
/// @error  there is none such, or there are several
Result<NamedTask> find_named_task(const TaskAccess& access, const std::string& name);

/// @error  also that it has stopped, when and why, or that it has not started yet
Result<ReachableTask> find_running_task(const TaskAccess& access, const std::string& name);

/// "task 1a2b stopped at 2024-01-01T00:00:00Z: Essential container in task exited", or in which status it is.
std::string status_text(const ShownTask& task);

/// "main ended with exit code 3: REASON", "main: REASON" of one that has no exit code.
std::string ending_text(const std::string& container, std::optional<int> exit_code,
                        const std::string& reason);

/// The network of the host or task that a request names.
Result<NetworkOwner> find_network(const TaskAccess& access, const task_access::Request& request);

}  // namespace eni::sandbox::task_engine
