#pragma once
/// A stack's deployment through a change set, as `aws cloudformation deploy` does it, with its events as they
/// come.
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "client/aws_client.h"

namespace eni::command {

struct StackEvent {
  std::string id;
  std::string time;  ///< ISO 8601
  std::string logical_id;
  std::string type;
  std::string status;
  std::string reason;
};

struct Deployment {
  std::string stack_name;
  std::string template_body;
  std::map<std::string, std::string> parameters;
  std::vector<std::string> capabilities;
};

struct DeployedStack {
  std::string stack_id;
  std::string status;  ///< the end state, e.g. CREATE_COMPLETE or ROLLBACK_COMPLETE
  std::map<std::string, std::string> outputs;
};

class Deployer {
 public:
  /// @param pause  waits between two looks at the stack, as long as the caller thinks fit.
  ///               @return false: it has waited long enough, and the deployment ends in an error
  Deployer(client::AwsClient& client, std::function<bool()> pause)
      : client_{client}, pause_{std::move(pause)} {}

  /// Creates or updates the stack and waits for its end state. Nothing to change is no error.
  /// @param on_event  each event of this deployment once, oldest first
  client::CallResult<DeployedStack> deploy(const Deployment& deployment,
                                           const std::function<void(const StackEvent&)>& on_event);
  /// Deletes the stack and waits until it is gone.
  client::CallResult<std::string> destroy(const std::string& stack_name,
                                          const std::function<void(const StackEvent&)>& on_event);
  client::CallResult<DeployedStack> describe(const std::string& stack_name_or_id);

 private:
  client::CallResult<std::string> create_change_set(const Deployment& deployment, const char* type);
  client::CallResult<bool> wait_for_change_set(const std::string& stack, const std::string& change_set);
  client::CallResult<DeployedStack> follow(const std::string& stack_id,
                                           const std::function<void(const StackEvent&)>& on_event);
  client::CallResult<std::vector<StackEvent>> new_events(const std::string& stack_id);

  client::AwsClient& client_;
  std::function<bool()> pause_;
  std::unordered_set<std::string> seen_;  ///< ids of the events that are known
};

}  // namespace eni::command
