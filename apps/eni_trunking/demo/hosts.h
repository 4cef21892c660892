#pragma once
/// The demo's hosts: c5.large instances of an ECS cluster, filled with awsvpc tasks until one is refused.
#include <string>

#include "client/aws_client.h"
#include "eni_trunking/demo/host_picture.h"

namespace eni::command {

struct FilledHost {
  HostPicture picture;
  int tasks = 0;            ///< that run on it
  std::string refused_for;  ///< why the next was refused: "RESOURCE:ENI"
};

/// Tasks that a host was given, and that may still be starting.
struct PlacedTasks {
  int count = 0;
  std::string refused_for;
};

struct RunningTask {
  std::string id;
  std::string address;
};

class DemoHosts {
 public:
  static constexpr const char* kInstanceType = "c5.large";

  /// @param client     outlives this
  /// @param container  of the tasks: a definition without its name
  DemoHosts(client::AwsClient& client, json::object container)
      : client_{client}, container_{std::move(container)} {}

  /// A cluster, a task definition with network mode awsvpc, and where its tasks lie: the default VPC.
  client::CallResult<void> prepare();
  /// Starts an instance under the profile's role and waits until its agent has registered.
  /// @return  the instance's id
  client::CallResult<std::string> launch(const std::string& instance_profile);
  /// Gives that host tasks, one by one, until one is refused.
  client::CallResult<PlacedTasks> place(const std::string& instance_id);
  /// Waits until they run, and looks at the host's interfaces.
  /// @error  one has stopped, and why
  client::CallResult<FilledHost> settle(const std::string& instance_id, const PlacedTasks& placed);
  /// Both.
  client::CallResult<FilledHost> fill(const std::string& instance_id);
  /// In the order of their addresses.
  client::CallResult<std::vector<RunningTask>> tasks_on(const std::string& instance_id);
  /// Stops all tasks and waits for their end.
  client::CallResult<void> stop_tasks();

 private:
  client::CallResult<json::value> ecs(std::string_view operation, const json::object& params);
  client::CallResult<bool> has_registered(const std::string& instance_id);
  /// @return  the reason if the task was refused, "" if it runs
  client::CallResult<std::string> run_task(const std::string& instance_id);
  client::CallResult<json::array> task_arns(const json::object& which);
  client::CallResult<json::array> describe_tasks(const json::object& which);
  /// @error  a task of the host has stopped
  client::CallResult<bool> do_tasks_run(const std::string& instance_id, int count);
  client::CallResult<std::string> container_instance(const std::string& instance_id);
  client::CallResult<HostPicture> look_at(const std::string& instance_id);
  client::CallResult<std::vector<BranchInterface>> branches_of(const std::string& trunk_interface_id);

  client::AwsClient& client_;
  json::object container_;
  std::string subnet_id_;
};

}  // namespace eni::command
