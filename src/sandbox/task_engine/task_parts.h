#pragma once
/// What the containers of a task share, and what is done for them.
#include <functional>
#include <string>

#include "net/event_loop.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/task_engine/environment_files.h"
#include "sandbox/task_engine/images/task_images.h"
#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/network/bridges.h"
#include "sandbox/task_engine/network/host_links.h"
#include "sandbox/task_engine/network/vpcs.h"
#include "sandbox/task_engine/task_logs.h"
#include "sandbox/task_engine/task_secrets.h"
#include "sandbox/task_engine/task_world.h"
#include "sandbox/task_engine/volume_content.h"
#include "sandbox/world/containers/control_groups.h"
#include "sandbox/world/containers/root_file_system.h"

namespace eni::sandbox::task_engine {

/// Of the whole engine. All of it outlives the tasks.
struct EngineParts {
  Environment& env;
  net::EventLoop& loop;
  TaskWorld& world;
  TaskImages& images;
  Vpcs& vpcs;
  Bridges& bridges;
  HostLinks& host_links;
  world::RootFileSystems& files;
  HostAgents& agents;
  world::ControlGroups* limits;  ///< null: there are none here
};

class TaskEndpoints;

/// A container's place on its host's bridge.
struct BridgedContainer {
  vpc::Ipv4 address = 0;
  std::string runtime_id;
  const world::netlink::Socket* routes = nullptr;  ///< of its network
};

struct TaskParts {
  EngineParts engine;
  TaskToRun task;
  std::function<void()> on_change;  ///< a container is in another state

  std::string folder = {};  ///< of its volumes and of what its containers find in /etc
  int network = -1;         ///< that its containers share; in the mode bridge there is none
  const world::netlink::Socket* routes = nullptr;  ///< of that network; null in the mode bridge
  std::string host_name = {};                      ///< of that network; "": each container's own
  std::optional<InterfaceRecord> interface = {};   ///< of that network
  vpc::Cidr4 vpc_block = {};                       ///< of the interface's VPC
  std::vector<std::string> search_domains = {};
  TaskEndpoints* endpoints = nullptr;                    ///< null in the mode none
  std::map<std::string, BridgedContainer> bridged = {};  ///< in the mode bridge, by name: those in a network
  std::string credentials_id = {};                       ///< of its role's; "" without a role
  /// The last parts of its containers' ECS_CONTAINER_METADATA_URI, in the order of the definition. Nobody guesses them.
  std::vector<std::string> metadata_ids = {};
  std::map<std::string, std::string> volumes = {};     ///< by name: folders, as the world sees them
  std::unique_ptr<VolumeContent> volume_content = {};  ///< none without volumes
  TaskSecrets secrets = {};
  EnvironmentFiles environment_files = {};
  std::unique_ptr<TaskLogs> logs = {};
  /// Of containers that run or will, by their runtime id; none where there are no limits.
  std::map<std::string, const world::ControlGroup*> groups = {};
};

/// What Docker calls a container of ECS's. Source: amazon-ecs-agent, agent/engine/docker_task_engine.go.
inline std::string docker_name(const TaskToRun& task, const std::string& container,
                               const std::string& runtime_id) {
  return "ecs-" + task.family + "-" + std::to_string(task.revision) + "-" + container + "-" +
         runtime_id.substr(0, 20);
}

/// As Docker shows a container's id, and as its host is called unless somebody said.
inline std::string shown_id(const std::string& runtime_id) { return runtime_id.substr(0, 12); }

}  // namespace eni::sandbox::task_engine
