#include "sandbox/task_engine/access/find_task.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kMaxNamed = 5;
constexpr const char* kListTasks = "see those that run: aws ecs list-tasks --cluster CLUSTER";
constexpr const char* kListHosts = "see those that run: aws ec2 describe-instances";

std::string shown(const std::string& name) { return "'" + excerpt(name, 100) + "'"; }

/// "a, b and 7 more"
std::string some_of(std::vector<std::string> names) {
  const std::size_t more = names.size() - std::min(names.size(), kMaxNamed);
  names.resize(names.size() - more);
  return join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

/// Which of these ids begins with `name`, the whole one before all others.
Result<std::string> find_id(const std::vector<std::string>& ids, const std::string& name,
                            const std::string& kind, const char* hint) {
  if (name.empty()) return Error{"which " + kind + " is not said", hint};
  std::vector<std::string> found;
  for (const std::string& id : ids) {
    if (id == name) return id;
    if (id.starts_with(name)) found.push_back(id);
  }
  if (found.empty()) return Error{"no " + kind + " " + shown(name) + " runs here", hint};
  if (found.size() > 1)
    return Error{"several " + kind + "s begin with " + shown(name) + ": " + some_of(std::move(found)),
                 "give more of its id"};
  return found.front();
}

std::vector<std::string> names_of(const ReachableTask& task) {
  std::vector<std::string> names;
  for (const ReachableContainer& container : task.containers) names.push_back(container.name);
  return names;
}

ReachableTask reachable(const ShownTask& shown) {
  ReachableTask task{shown.id, shown.arn, {}};
  for (const ContainerState& state : shown.containers) task.containers.push_back({state.name, state.status});
  return task;
}

/// Of containers of which there is something to tell.
std::string endings_of(const ShownTask& task) {
  std::vector<std::string> endings;
  for (const ContainerState& state : task.containers)
    if (state.exit_code || !state.reason.empty())
      endings.push_back(ending_text(state.name, state.exit_code, state.reason));
  return join(endings, "; ");
}

/// Among those that do not run.
Result<ShownTask> find_shown(const TaskAccess& access, const std::string& name) {
  std::string id = name.substr(name.rfind('/') + 1);
  auto tasks = id.empty() ? std::vector<ShownTask>{} : access.shown_tasks(id);
  std::erase_if(tasks, [&](const ShownTask& task) { return id != name && task.arn != name; });
  if (tasks.empty())
    return Error{"no task " + shown(name) + " runs here, or has stopped within the last hour", kListTasks};
  std::vector<std::string> ids;
  for (const ShownTask& task : tasks) ids.push_back(task.id);
  ENI_TRY(id, find_id(ids, id, "task", kListTasks));
  return *std::find_if(tasks.begin(), tasks.end(), [&](const ShownTask& task) { return task.id == id; });
}

}  // namespace

Result<ReachableTask> find_task(const std::vector<ReachableTask>& tasks, const std::string& name) {
  std::vector<std::string> ids;
  for (const ReachableTask& task : tasks) {
    if (task.arn == name) return task;
    ids.push_back(task.id);
  }
  ENI_TRY(const std::string id, find_id(ids, name, "task", kListTasks));
  return *std::find_if(tasks.begin(), tasks.end(), [&](const ReachableTask& task) { return task.id == id; });
}

Result<ReachableContainer> find_container(const ReachableTask& task, const std::string& name) {
  const auto& containers = task.containers;
  if (name.empty() && containers.size() == 1) return containers.front();
  const auto found = std::find_if(containers.begin(), containers.end(),
                                  [&](const ReachableContainer& one) { return one.name == name; });
  if (found != containers.end()) return *found;
  const std::string all = "it has " + some_of(names_of(task));
  if (name.empty()) return Error{"task " + task.id + " has several containers", "name one; " + all};
  return Error{"task " + task.id + " has no container " + shown(name), all};
}

Result<ReachableContainer> find_running_container(const ReachableTask& task, const std::string& name) {
  ENI_TRY(ReachableContainer container, find_container(task, name));
  if (container.status == ContainerStatus::kRunning) return container;
  const bool has_stopped = container.status == ContainerStatus::kStopped;
  return Error{"container " + container.name + " of task " + task.id +
                   (has_stopped ? " has stopped" : " has not started yet"),
               has_stopped
                   ? "see what it has written: eni-trunking logs " + task.id + " " + container.name
                   : "see what it waits for: aws ecs describe-tasks --cluster CLUSTER --tasks " + task.id};
}

Result<NamedTask> find_named_task(const TaskAccess& access, const std::string& name) {
  const std::vector<ReachableTask> running = access.tasks();
  const bool names_running = std::any_of(running.begin(), running.end(), [&](const ReachableTask& task) {
    return task.arn == name || task.id.starts_with(name);
  });
  if (name.empty() || names_running) {
    ENI_TRY(ReachableTask task, find_task(running, name));
    return NamedTask{std::move(task), std::nullopt};
  }
  ENI_TRY(ShownTask shown, find_shown(access, name));
  return NamedTask{reachable(shown), std::move(shown)};
}

Result<ReachableTask> find_running_task(const TaskAccess& access, const std::string& name) {
  ENI_TRY(NamedTask named, find_named_task(access, name));
  if (!named.shown) return std::move(named.task);
  std::string message = status_text(*named.shown);
  if (named.shown->stopped_reason.empty())
    return Error{
        std::move(message),
        "see what it waits for: aws ecs describe-tasks --cluster CLUSTER --tasks " + named.shown->id};
  const std::string ended = endings_of(*named.shown);
  if (!ended.empty()) message += " (" + ended + ")";
  return Error{std::move(message), "see what it has written: eni-trunking logs " + named.shown->id};
}

std::string ending_text(const std::string& container, std::optional<int> exit_code,
                        const std::string& reason) {
  const std::string ended =
      exit_code ? container + " ended with exit code " + std::to_string(*exit_code) : container;
  if (!reason.empty()) return ended + ": " + reason;
  return exit_code ? ended : container + " was not started";
}

std::string status_text(const ShownTask& task) {
  const std::string why = task.stopped_reason.empty() ? "" : ": " + task.stopped_reason;
  if (task.stopped_at) return "task " + task.id + " stopped at " + iso8601(*task.stopped_at) + why;
  if (!why.empty()) return "task " + task.id + " is " + task.last_status + why;
  return "task " + task.id + " has not started yet: it is " + task.last_status;
}

Result<NetworkOwner> find_network(const TaskAccess& access, const task_access::Request& request) {
  if (!request.host.empty() && !request.task.empty()) return Error{"a host or a task, not both", ""};
  if (request.host.empty()) {
    ENI_TRY(const ReachableTask task, find_running_task(access, request.task));
    return NetworkOwner{NetworkOwner::Kind::kTask, task.id};
  }
  ENI_TRY(std::string id, find_id(access.hosts(), request.host, "host", kListHosts));
  return NetworkOwner{NetworkOwner::Kind::kHost, std::move(id)};
}

}  // namespace eni::sandbox::task_engine
