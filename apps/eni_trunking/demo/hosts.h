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

class DemoHosts {
 public:
  static constexpr const char* kInstanceType = "c5.large";

  /// @param client  outlives this
  explicit DemoHosts(client::AwsClient& client) : client_{client} {}

  /// A cluster, a task definition with network mode awsvpc, and where its tasks lie: the default VPC.
  client::CallResult<void> prepare();
  /// Starts an instance under the profile's role and waits until its agent has registered.
  /// @return  the instance's id
  client::CallResult<std::string> launch(const std::string& instance_profile);
  /// Runs tasks on that host, one by one, until one is refused, and looks at the host's interfaces.
  client::CallResult<FilledHost> fill(const std::string& instance_id);

 private:
  client::CallResult<json::value> ecs(std::string_view operation, const json::object& params);
  client::CallResult<bool> has_registered(const std::string& instance_id);
  /// @return  the reason if the task was refused, "" if it runs
  client::CallResult<std::string> run_task(const std::string& instance_id);
  client::CallResult<int> running_tasks(const std::string& instance_id);
  client::CallResult<HostPicture> look_at(const std::string& instance_id);
  client::CallResult<std::vector<BranchInterface>> branches_of(const std::string& trunk_interface_id);

  client::AwsClient& client_;
  std::string subnet_id_;
};

}  // namespace eni::command
