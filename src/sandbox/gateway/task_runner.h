#pragma once
/// Who carries out tasks: where the sandbox was asked to and the machine can, their containers really run. ECS decides, asks, and hears
/// what becomes of it; where there is none, tasks only go through their states.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// What ECS knows of a task that is to run. EC2 knows the rest by the ids: the interfaces of its host and its own.
struct TaskToRun {
  std::string id;  ///< 32 hexadecimal digits
  std::string arn;
  std::string cluster;  ///< its name
  aws::AccountId account;
  aws::Region region;
  std::string zone;
  std::string family;
  std::int64_t revision = 0;
  std::string group;                        ///< "family:web", "service:web"
  std::string instance_id;                  ///< of its host
  std::string network_mode;                 ///< "awsvpc", "bridge", "host", "none"
  std::string interface_id;                 ///< "eni-…" of an awsvpc task
  std::string role_arn;                     ///< its containers'; "" if they have none
  std::string execution_role_arn;           ///< the agent's on its behalf; "" likewise
  std::string cpu;                          ///< of the whole task: units; "" if nobody said
  std::string memory;                       ///< likewise, MiB
  std::vector<std::string> container_arns;  ///< in the order of `containers`
  json::array containers;                   ///< container definitions, the task's overrides applied
  json::array volumes;                      ///< as the task definition has them
  json::object definition;                  ///< its other members
};

enum class ContainerStatus { kPending, kRunning, kStopped };
enum class ContainerHealth { kUnknown, kHealthy, kUnhealthy };

/// A port of a container, or some one behind the other, and the host's that lead to it.
struct NetworkBinding {
  std::string protocol;  ///< "tcp", "udp"
  std::uint16_t container_port = 0;
  std::uint16_t host_port = 0;
  std::uint16_t ports = 1;  ///< how many
  bool is_range = false;    ///< the definition has them as a containerPortRange
};

struct ContainerState {
  std::string name;
  ContainerStatus status = ContainerStatus::kPending;
  std::string runtime_id = {};        ///< as Docker's ids; "" before there is a container
  std::string image_digest = {};      ///< "sha256:…"; "" before it is known
  std::optional<int> exit_code = {};  ///< nothing if it has not run, or runs
  std::string reason = {};            ///< "OutOfMemoryError: …"; "" where there is none to tell
  ContainerHealth health = ContainerHealth::kUnknown;
  /// Of the network mode bridge: those of its port mappings, in their order; empty before it has them. In other modes they are known.
  std::vector<NetworkBinding> network_bindings = {};
};

/// A task as ECS shows it, for about an hour after its end, too.
struct ShownTask {
  std::string id;  ///< 32 hexadecimal digits
  std::string arn;
  std::string last_status;                   ///< "STOPPED"
  std::string stopped_reason;                ///< "" while it is to run
  std::optional<TimePoint> stopped_at = {};  ///< once it is STOPPED
  std::vector<ContainerState> containers =
      {};  ///< in the order of the task definition, as far as something is known of them
};

/// Of AWS Systems Manager's protocol, for session-manager-plugin.
struct OpenedSession {
  std::string id;
  std::string stream_url;  ///< of a WebSocket
  std::string token;
};

class TaskRunner : public Component {
 public:
  /// A container of a task is in another state: all of the task's, in the order of its definition. Called on the loop, outside of any
  /// call. Set once, before start().
  std::function<void(const std::string& task, const std::vector<ContainerState>&)> on_change;
  /// What ECS shows of tasks whose ids begin so; some of them, if they are many. Set once, before start().
  std::function<std::vector<ShownTask>(const std::string& id_start)> find_shown;

  /// Whether containers run here, once that is known; if not, run() lets a task start that has none, and stop() has nothing to do.
  virtual Task<bool> is_available() = 0;
  /// Starts its containers. One that runs is left as it is.
  /// @return  when all have started. @error  why they will not all; containers' reasons have been told by then
  virtual Task<Result<void>> run(TaskToRun task) = 0;
  /// A run() that is under way comes to its end soon.
  virtual void interrupt(const std::string& task) = 0;
  /// Ends its containers, those first that others do not depend on, with the time that their definitions give them.
  /// @return  when nothing of the task is left; at once if there is nothing
  virtual Task<void> stop(std::string task) = 0;
  /// Whether it has been run here, and not stopped.
  virtual bool has(const std::string& task) const = 0;
  /// Lets a client run a program in a container, as root and with a terminal.
  /// @error  the container does not run
  virtual Result<OpenedSession> open_session(const std::string& task, const std::string& container,
                                             std::vector<std::string> argv) = 0;
};

/// The sandbox's; none where it runs no containers.
TaskRunner* find_task_runner(Environment& environment);

}  // namespace eni::sandbox
