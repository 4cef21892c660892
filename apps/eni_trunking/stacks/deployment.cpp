#include "eni_trunking/stacks/deployment.h"

#include <algorithm>

namespace eni::command {

namespace {

bool is_absent(const client::CallFailure& failure) {
  return failure.refused && failure.refused->message.find("does not exist") != std::string::npos;
}

std::map<std::string, std::string> read_pairs(const json::array& list, std::string_view key,
                                              std::string_view value) {
  std::map<std::string, std::string> pairs;
  for (const json::value& element : list) pairs[text_at(element, key)] = text_at(element, value);
  return pairs;
}

json::array write_pairs(const std::map<std::string, std::string>& pairs, std::string_view key,
                        std::string_view value) {
  json::array list;
  for (const auto& [name, text] : pairs) list.push_back({{key, name}, {value, text}});
  return list;
}

ResourceChange read_change(const json::value& change) {
  ResourceChange read{text_at(change, "Action"),
                      text_at(change, "LogicalResourceId"),
                      text_at(change, "ResourceType"),
                      text_at(change, "Replacement"),
                      {}};
  for (const json::value& detail : array_at(change, "Details")) {
    const json::object& target = object_at(detail, "Target");
    const std::string name = text_at(target, "Name");
    const std::string what = name.empty() ? text_at(target, "Attribute") : name;
    if (std::find(read.properties.begin(), read.properties.end(), what) == read.properties.end())
      read.properties.push_back(what);
  }
  return read;
}

/// The event by which somebody began the operation that the stack is in.
bool begins_operation(const StackEvent& event) {
  return event.type == "AWS::CloudFormation::Stack" && event.reason == "User Initiated";
}

}  // namespace

bool DeployedStack::is_in_progress() const {
  return status.ends_with("_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS";
}

bool DeployedStack::is_complete() const { return status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE"; }

client::CallResult<DeployedStack> Deployer::describe(const std::string& stack_name_or_id) {
  ENI_TRY(const json::value reply,
          client_.call("cloudformation", "DescribeStacks", {{"StackName", stack_name_or_id}}));
  const json::array& stacks = array_at(reply, "Stacks");
  if (stacks.empty()) return client::CallFailure::unexpected("DescribeStacks gave no stack");
  const json::value& stack = stacks[0];
  return DeployedStack{text_at(stack, "StackId"), text_at(stack, "StackStatus"),
                       read_pairs(array_at(stack, "Outputs"), "OutputKey", "OutputValue"),
                       text_at(stack, "StackName"),
                       read_pairs(array_at(stack, "Parameters"), "ParameterKey", "ParameterValue")};
}

client::CallResult<std::optional<DeployedStack>> Deployer::find(const std::string& stack_name_or_id) {
  auto stack = describe(stack_name_or_id);
  if (stack.has_value()) return std::optional{*std::move(stack)};
  if (is_absent(stack.error())) return std::optional<DeployedStack>{};
  return stack.error();
}

client::CallResult<void> Deployer::create_change_set(const Deployment& deployment, ChangeSet& change_set) {
  json::object params{{"StackName", deployment.stack_name},
                      {"ChangeSetName", deployment.change_set_name},
                      {"ChangeSetType", change_set.makes_stack ? "CREATE" : "UPDATE"},
                      // A call that is made again, because its answer was lost, makes it once.
                      {"ClientToken", "deploy-" + SystemRandom{}.uuid()},
                      {"TemplateBody", deployment.template_body}};
  json::array parameters = write_pairs(deployment.parameters, "ParameterKey", "ParameterValue");
  for (const std::string& name : deployment.kept_parameters)
    parameters.push_back({{"ParameterKey", name}, {"UsePreviousValue", true}});
  params["Parameters"] = std::move(parameters);
  params["Capabilities"] = json::array(deployment.capabilities.begin(), deployment.capabilities.end());
  if (!deployment.tags.empty()) params["Tags"] = write_pairs(deployment.tags, "Key", "Value");
  ENI_TRY(const json::value reply, client_.call("cloudformation", "CreateChangeSet", params));
  change_set.id = text_at(reply, "Id");
  change_set.stack_id = text_at(reply, "StackId");
  return {};
}

/// @return  whether there is something to change
client::CallResult<bool> Deployer::wait_for_change_set(const ChangeSet& change_set) {
  for (;;) {
    ENI_TRY(const json::value reply,
            client_.call("cloudformation", "DescribeChangeSet", {{"ChangeSetName", change_set.id}}));
    const std::string status = text_at(reply, "Status");
    const std::string reason = text_at(reply, "StatusReason");
    if (status == "CREATE_COMPLETE") return true;
    if (status == "FAILED") {
      const bool empty = reason.find("didn't contain changes") != std::string::npos ||
                         reason.find("No updates are to be performed") != std::string::npos;
      if (empty) return false;
      return client::CallFailure::unexpected("the change set failed: " + reason);
    }
    if (!pause_())
      return client::CallFailure::unexpected("the change set is still in " + status +
                                             " after the time to wait for it");
  }
}

client::CallResult<void> Deployer::read_changes(ChangeSet& change_set) {
  ENI_TRY(const json::array changes, client_.call_all("cloudformation", "DescribeChangeSet",
                                                      {{"ChangeSetName", change_set.id}}, "Changes"));
  for (const json::value& change : changes)
    change_set.changes.push_back(read_change(object_at(change, "ResourceChange")));
  return {};
}

/// Those not seen yet, oldest first. AWS gives the newest first, in pages: only as many are asked for as hold new ones.
client::CallResult<std::vector<StackEvent>> Deployer::new_events(const std::string& stack_id) {
  std::vector<StackEvent> out;
  std::string token;
  do {
    json::object params{{"StackName", stack_id}};
    if (!token.empty()) params["NextToken"] = token;
    ENI_TRY(const json::value reply, client_.call("cloudformation", "DescribeStackEvents", params));
    token = text_at(reply, "NextToken");
    for (const json::value& event : array_at(reply, "StackEvents")) {
      if (!seen_.insert(text_at(event, "EventId")).second) {
        token.clear();
        break;
      }
      out.push_back({text_at(event, "EventId"), text_at(event, "Timestamp"),
                     text_at(event, "LogicalResourceId"), text_at(event, "ResourceType"),
                     text_at(event, "ResourceStatus"), text_at(event, "ResourceStatusReason")});
    }
  } while (!token.empty());
  std::reverse(out.begin(), out.end());
  return out;
}

client::CallResult<DeployedStack> Deployer::follow(const std::string& stack_id, const OnEvent& on_event,
                                                   Begun begun) {
  for (;;) {
    // The state is read first: what it rests on has its events by then.
    ENI_TRY(DeployedStack stack, describe(stack_id));
    ENI_TRY(const std::vector<StackEvent> events, new_events(stack_id));
    for (const StackEvent& event : events) on_event(event);
    // Before its first event the state is still the one before.
    if (!events.empty() || stack.status == "DELETE_COMPLETE") begun = Begun::kYes;
    if (begun == Begun::kYes && !stack.is_in_progress()) return stack;
    if (!pause_())
      return client::CallFailure::unexpected("the stack is still in " + stack.status +
                                             " after the time to wait for it");
  }
}

client::CallResult<std::optional<ChangeSet>> Deployer::prepare(const Deployment& deployment) {
  seen_.clear();
  ENI_TRY(const std::optional<DeployedStack> existing, find(deployment.stack_name));
  ChangeSet change_set;
  change_set.makes_stack = !existing || existing->status == "REVIEW_IN_PROGRESS";
  ENI_CHECK(create_change_set(deployment, change_set));
  ENI_CHECK(new_events(change_set.stack_id));  // of former deployments: seen from now on
  ENI_TRY(const bool has_changes, wait_for_change_set(change_set));
  if (!has_changes) {
    ENI_CHECK(client_.call("cloudformation", "DeleteChangeSet", {{"ChangeSetName", change_set.id}}));
    return std::optional<ChangeSet>{};
  }
  ENI_CHECK(read_changes(change_set));
  return std::optional{std::move(change_set)};
}

client::CallResult<void> Deployer::execute(const ChangeSet& change_set) {
  // A call that is made again, because its answer was lost, executes it once: the ARN ends in an id of this change set alone.
  const std::string token = change_set.id.substr(change_set.id.rfind('/') + 1);
  ENI_CHECK(client_.call("cloudformation", "ExecuteChangeSet",
                         {{"ChangeSetName", change_set.id}, {"ClientRequestToken", token}}));
  return {};
}

client::CallResult<void> Deployer::discard(const ChangeSet& change_set) {
  ENI_CHECK(client_.call("cloudformation", "DeleteChangeSet", {{"ChangeSetName", change_set.id}}));
  if (!change_set.makes_stack) return {};
  ENI_CHECK(client_.call("cloudformation", "DeleteStack", {{"StackName", change_set.stack_id}}));
  return {};
}

client::CallResult<DeployedStack> Deployer::deploy(const Deployment& deployment, const OnEvent& on_event) {
  ENI_TRY(const std::optional<ChangeSet> change_set, prepare(deployment));
  if (!change_set) return describe(deployment.stack_name);
  ENI_CHECK(execute(*change_set));
  return follow(change_set->stack_id, on_event);
}

client::CallResult<DeployedStack> Deployer::attach(const std::string& stack_id, const OnEvent& on_event) {
  seen_.clear();
  ENI_TRY(const std::vector<StackEvent> so_far, new_events(stack_id));
  auto first = so_far.end();
  while (first != so_far.begin() && (first == so_far.end() || !begins_operation(*first))) --first;
  std::for_each(first, so_far.end(), on_event);
  return follow(stack_id, on_event, Begun::kYes);
}

client::CallResult<void> Deployer::destroy(const std::string& stack_id) {
  seen_.clear();
  ENI_CHECK(new_events(stack_id));  // of its life so far
  ENI_CHECK(client_.call("cloudformation", "DeleteStack", {{"StackName", stack_id}}));
  return {};
}

client::CallResult<DeployedStack> Deployer::follow(const std::string& stack_id, const OnEvent& on_event) {
  return follow(stack_id, on_event, Begun::kNo);
}

}  // namespace eni::command
