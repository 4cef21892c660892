#pragma once
/// The steps of a rollout as calls of AWS. Each may be made again after one that was cut off: what it did is not done twice.
#include "base/random.h"
#include "client/aws_client.h"
#include "diagnosis/rollout/rollout_step.h"

namespace eni::command {

/// A task that no service has started: draining leaves it alone.
struct StandaloneTask {
  std::string arn;
  std::string host_id;  ///< the container instance's
};

class RolloutCalls {
 public:
  /// @param client, random  outlive this
  RolloutCalls(client::AwsClient& client, Random& random, std::string cluster)
      : client_{&client}, random_{&random}, cluster_{std::move(cluster)} {}

  client::CallResult<void> take(const diagnosis::Description& description,
                                const diagnosis::RolloutStep& step);
  client::CallResult<void> cancel_refresh(const std::string& group);
  /// How a refresh ended: "Failed: WHY"; empty if it was successful.
  client::CallResult<std::string> end_of_refresh(const std::string& group, const std::string& id);

  /// Those on `hosts`.
  client::CallResult<std::vector<StandaloneTask>> standalone_tasks(
      const std::vector<const diagnosis::ContainerInstance*>& hosts);
  client::CallResult<void> stop_task(const std::string& arn);

 private:
  using Hosts = std::vector<const diagnosis::ContainerInstance*>;

  client::CallResult<void> remember(const std::string& group, const diagnosis::RolloutRecord& record);
  client::CallResult<void> start_refresh(const diagnosis::RolloutStep& step);
  client::CallResult<void> resize(const diagnosis::RolloutStep& step);
  client::CallResult<std::string> new_token(const std::string& instance, bool is_draining);
  client::CallResult<void> launch_like_it(const diagnosis::Description& description,
                                          const diagnosis::ContainerInstance& host);
  client::CallResult<void> drain(const diagnosis::Description& description, const Hosts& hosts);
  client::CallResult<void> terminate(const diagnosis::RolloutStep& step);
  client::CallResult<void> restore(const diagnosis::RolloutStep& step);
  client::CallResult<void> unmark(const Hosts& hosts);
  client::CallResult<void> mark(const std::vector<std::string>& instances, const std::string& value);

  client::AwsClient* client_;
  Random* random_;
  std::string cluster_;
};

}  // namespace eni::command
