#include "sandbox/task_engine/engine_access.h"

#include <unistd.h>

namespace eni::sandbox::task_engine {

namespace {

Error gone(const std::string& what) { return {what + " does not run any more", ""}; }
Error network_gone(const std::string& owner) { return gone("the network of " + owner); }

constexpr const char* kUnshare = "/usr/bin/unshare";
constexpr const char* kMount = "/usr/bin/mount";
/// FOLDER GONE PROGRAM...: in mounts of its own. The task's files, or, where each container has some, the first one's that does. Of a task
/// that ends meanwhile they go at any moment: then it says GONE.
constexpr const char* kWithNames = R"sh(folder=$1 gone=$2; shift 2
etc=$folder/etc
[ -d "$etc" ] || for etc in "$folder"/etc-*; do break; done
[ -d "$etc" ] && for file in hosts resolv.conf; do
  said=$(/usr/bin/mount --bind -- "$etc/$file" "/etc/$file" 2>&1) && continue
  [ -e "$etc/$file" ] || said="eni-trunking: $gone"
  printf '%s\n' "$said" >&2
  exit 126
done
exec "$@")sh";

/// A program of the machine's with the names that containers of the task find, where the machine has what puts them there.
world::Program with_names(world::Program program, const std::string& task) {
  if (access(kUnshare, X_OK) != 0 || access(kMount, X_OK) != 0) return program;
  std::vector<std::string> argv{kUnshare,
                                "--mount",
                                "--",
                                "/bin/sh",
                                "-c",
                                kWithNames,
                                "sh",
                                TaskWorld::inside("tasks/" + task),
                                network_gone(task).message};
  argv.insert(argv.end(), program.argv.begin(), program.argv.end());
  program.argv = std::move(argv);
  return program;
}

}  // namespace

std::vector<ReachableTask> EngineAccess::tasks() const {
  std::vector<ReachableTask> out;
  for (const auto& [id, run] : tasks_.runs) {
    ReachableTask task{id, run->task().arn, {}};
    for (const ContainerState& state : run->states()) task.containers.push_back({state.name, state.status});
    out.push_back(std::move(task));
  }
  return out;
}

std::vector<ShownTask> EngineAccess::shown_tasks(const std::string& id_start) const {
  return tasks_.find_shown ? tasks_.find_shown(id_start) : std::vector<ShownTask>{};
}

Result<std::shared_ptr<TaskRun>> EngineAccess::find_run(const std::string& task) const {
  const auto found = tasks_.runs.find(task);
  if (found == tasks_.runs.end()) return gone("the task " + task);
  return found->second;
}

Result<int> EngineAccess::find_network(const NetworkOwner& owner) const {
  if (owner.kind == NetworkOwner::Kind::kTask) {
    ENI_TRY(const auto run, find_run(owner.id));
    if (run->network() >= 0) return run->network();
  } else if (const world::Network* network = vpcs_.find_network(owner.id)) {
    return network->descriptor.get();
  }
  return network_gone(owner.id);
}

Task<Result<world::Executed>> EngineAccess::exec(std::string task, std::string container,
                                                 ContainerCommand command, std::array<int, 3> descriptors,
                                                 std::function<void(world::ProcessEnd)> on_end) {
  ENI_CO_TRY(const std::shared_ptr<TaskRun> run, find_run(task));
  ContainerRun* found = run->find_container(container);
  if (found == nullptr || found->state().status != ContainerStatus::kRunning)
    co_return gone("the container " + container);
  auto executing = found->exec(std::move(command), descriptors, std::move(on_end));
  co_return co_await std::move(executing);
}

Task<Result<world::ProcessId>> EngineAccess::start(NetworkOwner owner, world::Program program,
                                                   std::function<void(world::ProcessEnd)> on_end) {
  ENI_CO_TRY(const int network, find_network(owner));
  if (owner.kind == NetworkOwner::Kind::kTask) program = with_names(std::move(program), owner.id);
  auto starting = world_.start(network, std::move(program), std::move(on_end));
  co_return co_await std::move(starting);
}

Task<Result<net::Descriptor>> EngineAccess::make_socket(NetworkOwner owner, world::SocketOptions options) {
  ENI_CO_TRY(const int network, find_network(owner));
  auto making = world_.make_socket(network, std::move(options));
  co_return co_await std::move(making);
}

Task<Result<void>> EngineAccess::send_signal(world::ProcessId process, int signal) {
  return world_.send_signal(process, signal);
}

Result<LogPart> EngineAccess::read_log(const std::string& task, const std::string& container,
                                       std::uint64_t seen) const {
  if (auto stopped = tasks_.stopped_logs.read(task, container, seen)) return *std::move(stopped);
  ENI_TRY(const std::shared_ptr<TaskRun> run, find_run(task));
  const ContainerRun* found = run->find_container(container);
  if (found == nullptr) return gone("the container " + container);
  return found->read_log(seen);
}

}  // namespace eni::sandbox::task_engine
