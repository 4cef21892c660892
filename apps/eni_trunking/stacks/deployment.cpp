#include "eni_trunking/stacks/deployment.h"

#include <algorithm>

namespace eni::command {

namespace {

constexpr const char* kChangeSetName = "eni-trunking-deploy";

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_absent(const client::CallFailure& failure) {
  return failure.refused && failure.refused->message.find("does not exist") != std::string::npos;
}

}  // namespace

client::CallResult<DeployedStack> Deployer::describe(const std::string& stack_name_or_id) {
  ENI_TRY(const json::value reply,
          client_.call("cloudformation", "DescribeStacks", {{"StackName", stack_name_or_id}}));
  const json::array& stacks = array_at(reply, "Stacks");
  if (stacks.empty()) return client::CallFailure::unexpected("DescribeStacks gave no stack");
  DeployedStack stack{text_at(stacks[0], "StackId"), text_at(stacks[0], "StackStatus"), {}};
  for (const json::value& output : array_at(stacks[0], "Outputs"))
    stack.outputs[text_at(output, "OutputKey")] = text_at(output, "OutputValue");
  return stack;
}

client::CallResult<std::string> Deployer::create_change_set(const Deployment& deployment, const char* type) {
  json::object params{{"StackName", deployment.stack_name},
                      {"ChangeSetName", kChangeSetName},
                      {"ChangeSetType", type},
                      {"TemplateBody", deployment.template_body}};
  json::array parameters;
  for (const auto& [key, value] : deployment.parameters)
    parameters.push_back({{"ParameterKey", key}, {"ParameterValue", value}});
  params["Parameters"] = std::move(parameters);
  params["Capabilities"] = json::array(deployment.capabilities.begin(), deployment.capabilities.end());
  ENI_TRY(const json::value reply, client_.call("cloudformation", "CreateChangeSet", params));
  return text_at(reply, "Id");
}

/// @return  whether there is something to change
client::CallResult<bool> Deployer::wait_for_change_set(const std::string& stack,
                                                       const std::string& change_set) {
  for (;;) {
    ENI_TRY(const json::value reply, client_.call("cloudformation", "DescribeChangeSet",
                                                  {{"StackName", stack}, {"ChangeSetName", change_set}}));
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

client::CallResult<DeployedStack> Deployer::follow(const std::string& stack_id,
                                                   const std::function<void(const StackEvent&)>& on_event) {
  for (;;) {
    // The state is read first: what it rests on has its events by then.
    ENI_TRY(DeployedStack stack, describe(stack_id));
    ENI_TRY(const std::vector<StackEvent> events, new_events(stack_id));
    for (const StackEvent& event : events) on_event(event);
    if (!ends_with(stack.status, "_IN_PROGRESS")) return stack;
    if (!pause_())
      return client::CallFailure::unexpected("the stack is still in " + stack.status +
                                             " after the time to wait for it");
  }
}

client::CallResult<DeployedStack> Deployer::deploy(const Deployment& deployment,
                                                   const std::function<void(const StackEvent&)>& on_event) {
  seen_.clear();
  const auto existing = describe(deployment.stack_name);
  if (!existing && !is_absent(existing.error())) return existing.error();
  const bool create = !existing || existing->status == "REVIEW_IN_PROGRESS";
  if (!create) {
    ENI_CHECK(new_events(existing->stack_id));  // of former deployments: seen from now on
  }
  ENI_TRY(const std::string change_set, create_change_set(deployment, create ? "CREATE" : "UPDATE"));
  ENI_TRY(const bool has_changes, wait_for_change_set(deployment.stack_name, change_set));
  const json::object chosen{{"StackName", deployment.stack_name}, {"ChangeSetName", change_set}};
  if (!has_changes) {
    ENI_CHECK(client_.call("cloudformation", "DeleteChangeSet", chosen));
    return describe(deployment.stack_name);
  }
  ENI_CHECK(client_.call("cloudformation", "ExecuteChangeSet", chosen));
  ENI_TRY(const DeployedStack stack, describe(deployment.stack_name));
  return follow(stack.stack_id, on_event);
}

client::CallResult<std::string> Deployer::destroy(const std::string& stack_name,
                                                  const std::function<void(const StackEvent&)>& on_event) {
  ENI_TRY(const DeployedStack stack, describe(stack_name));
  ENI_CHECK(client_.call("cloudformation", "DeleteStack", {{"StackName", stack_name}}));
  ENI_TRY(const DeployedStack end, follow(stack.stack_id, on_event));
  return end.status;
}

}  // namespace eni::command
