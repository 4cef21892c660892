#include "sandbox/task_engine/access/find_task.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"

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

Result<NetworkOwner> find_network(const TaskAccess& access, const task_access::Request& request) {
  if (!request.host.empty() && !request.task.empty()) return Error{"a host or a task, not both", ""};
  if (request.host.empty()) {
    ENI_TRY(const ReachableTask task, find_task(access.tasks(), request.task));
    return NetworkOwner{NetworkOwner::Kind::kTask, task.id};
  }
  ENI_TRY(std::string id, find_id(access.hosts(), request.host, "host", kListHosts));
  return NetworkOwner{NetworkOwner::Kind::kHost, std::move(id)};
}

}  // namespace eni::sandbox::task_engine
