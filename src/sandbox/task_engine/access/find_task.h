#pragma once
/// Which task, container or host somebody means. Pure.
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

/// The network of the host or task that a request names.
Result<NetworkOwner> find_network(const TaskAccess& access, const task_access::Request& request);

}  // namespace eni::sandbox::task_engine
