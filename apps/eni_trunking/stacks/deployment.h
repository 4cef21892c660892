#pragma once
/// A stack's deployment through a change set, as `aws cloudformation deploy` does it, with its events as they
/// come.
#include <functional>
#include <map>
#include <optional>
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
  std::map<std::string, std::string> tags = {};   ///< none: those that the stack has are kept
  std::vector<std::string> kept_parameters = {};  ///< of an update: as they are
  std::string change_set_name = "eni-trunking-deploy";
};

struct DeployedStack {
  std::string stack_id;
  std::string status;  ///< e.g. CREATE_COMPLETE or ROLLBACK_COMPLETE
  std::map<std::string, std::string> outputs;
  std::string name = {};
  std::map<std::string, std::string> parameters = {};

  bool is_in_progress() const;
  /// CREATE_COMPLETE or UPDATE_COMPLETE: what the last deployment asked for is there.
  bool is_complete() const;
};

/// What a change set does to one resource.
struct ResourceChange {
  std::string action;  ///< Add, Modify, Remove, Import, Dynamic
  std::string logical_id;
  std::string type;
  std::string replacement;              ///< of Modify: True, False, Conditional
  std::vector<std::string> properties;  ///< of Modify: those that change, or "Tags" and the like
};

struct ChangeSet {
  std::string id;  ///< its ARN
  std::string stack_id;
  bool makes_stack = false;
  std::vector<ResourceChange> changes;
};

using OnEvent = std::function<void(const StackEvent&)>;

class Deployer {
 public:
  /// @param pause  waits between two looks at the stack, as long as the caller thinks fit.
  ///               @return false: it has waited long enough, and what was waited for ends in an error
  Deployer(client::AwsClient& client, std::function<bool()> pause)
      : client_{client}, pause_{std::move(pause)} {}

  /// @return  nothing if there is no such stack; deleted ones are found by their id only
  client::CallResult<std::optional<DeployedStack>> find(const std::string& stack_name_or_id);

  /// Creates the change set of a new stack, or of one that is there, and waits until it can be executed.
  /// @return  nothing if there is nothing to change: the change set is deleted again
  client::CallResult<std::optional<ChangeSet>> prepare(const Deployment& deployment);
  /// Begins to execute it. @error  unless CallFailure::may_be_done(), nothing has been executed
  client::CallResult<void> execute(const ChangeSet& change_set);
  /// Begins to delete the stack. @error  likewise, nothing is being deleted
  client::CallResult<void> destroy(const std::string& stack_id);
  /// Waits for the end of what was begun by one of these two. @return  the stack's last state
  /// @param on_event  each event of this operation once, oldest first
  client::CallResult<DeployedStack> follow(const std::string& stack_id, const OnEvent& on_event);
  /// Deletes the change set, and with it the stack that it would have made.
  client::CallResult<void> discard(const ChangeSet& change_set);
  /// prepare(), execute() and follow(). Nothing to change is no error.
  client::CallResult<DeployedStack> deploy(const Deployment& deployment, const OnEvent& on_event);
  /// Waits for the end of the operation that the stack is in. @param on_event  that operation's events, from its first
  client::CallResult<DeployedStack> attach(const std::string& stack_id, const OnEvent& on_event);

 private:
  client::CallResult<DeployedStack> describe(const std::string& stack_name_or_id);
  client::CallResult<void> create_change_set(const Deployment& deployment, ChangeSet& change_set);
  client::CallResult<bool> wait_for_change_set(const ChangeSet& change_set);
  client::CallResult<void> read_changes(ChangeSet& change_set);
  /// Whether the operation that is waited for has begun for certain.
  enum class Begun { kNo, kYes };
  client::CallResult<DeployedStack> follow(const std::string& stack_id, const OnEvent& on_event, Begun begun);
  client::CallResult<std::vector<StackEvent>> new_events(const std::string& stack_id);

  client::AwsClient& client_;
  std::function<bool()> pause_;
  std::unordered_set<std::string> seen_;  ///< ids of the events that are known
};

}  // namespace eni::command
