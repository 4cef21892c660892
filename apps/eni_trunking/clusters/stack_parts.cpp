#include <algorithm>

#include "diagnosis/reserved_names.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using diagnosis::Stack;

namespace {

/// As the published pattern for the setting has it, and whoever took it over.
bool has_role_output(const json::value& stack) {
  const json::array& outputs = array_at(stack, "Outputs");
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const json::value& output) { return text_at(output, "OutputKey") == "EC2Role"; });
}

Stack read_stack(const json::value& shown) {
  Stack stack;
  stack.name = text_at(shown, "StackName");
  stack.status = text_at(shown, "StackStatus");
  stack.status_reason = text_at(shown, "StackStatusReason");
  for (const json::value& parameter : array_at(shown, "Parameters")) {
    const std::string resolved = text_at(parameter, "ResolvedValue");
    stack.parameters[text_at(parameter, "ParameterKey")] =
        resolved.empty() ? text_at(parameter, "ParameterValue") : resolved;
  }
  return stack;
}

}  // namespace

void ClusterReader::add_stacks(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto stacks = ask_all(client, "cloudformation", "DescribeStacks", {}, "Stacks");
    if (!stacks) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& shown : *stacks) {
      Stack stack = read_stack(shown);
      if (has_role_output(shown) ||
          (stack.has_failed_creation() && diagnosis::has_reserved_start(stack.name)))
        stacks_of_interest_.insert(stack.name);
      stacks_.emplace(stack.name, std::move(stack));
    }
  });
}

/// CloudFormation tags what it makes, but where it may not, only the stacks know.
void ClusterReader::add_stacks_of_groups(Jobs& jobs) {
  for (const diagnosis::Group* relevant : relevant_groups()) {
    if (!relevant->stack_name.empty() || stacks_.empty()) continue;
    diagnosis::Group& group = description_.groups.at(relevant->name);
    jobs.push_back([this, &group](AwsClient& client) {
      const auto reply =
          client.call("cloudformation", "DescribeStackResources", {{"PhysicalResourceId", group.name}});
      if (reply.has_error()) {
        if (!reply.error().is_refused_with("ValidationError"))
          note_failure(reply.error(), group.name);  // of no stack
        return;
      }
      const json::array& resources = array_at(*reply, "StackResources");
      if (!resources.empty()) group.stack_name = text_at(resources.front(), "StackName");
    });
  }
}

/// Which of them are in the way of its deletion.
std::optional<std::vector<diagnosis::StackResourceStatus>> ClusterReader::resources_of(
    AwsClient& client, const std::string& stack) {
  const auto shown = ask_all(client, "cloudformation", "ListStackResources", {{"StackName", stack}},
                             "StackResourceSummaries", stack);
  if (!shown) return std::nullopt;
  std::vector<diagnosis::StackResourceStatus> resources;
  for (const json::value& one : *shown)
    resources.push_back({text_at(one, "LogicalResourceId"), text_at(one, "PhysicalResourceId"),
                         text_at(one, "ResourceType"), text_at(one, "ResourceStatus"),
                         text_at(one, "ResourceStatusReason")});
  return resources;
}

void ClusterReader::add_templates(Jobs& jobs) {
  for (const diagnosis::Group* group : relevant_groups()) {
    if (!group->stack_name.empty()) stacks_of_interest_.insert(group->stack_name);
  }
  for (const std::string& name : stacks_of_interest_) {
    jobs.push_back([this, name](AwsClient& client) {
      const auto reply = ask(client, "cloudformation", "GetTemplate", {{"StackName", name}}, name);
      if (!reply) return;
      const auto known = stacks_.find(name);
      Stack stack = known == stacks_.end() ? Stack{} : known->second;
      stack.name = name;
      stack.template_body = text_at(*reply, "TemplateBody");
      if (stack.status == "DELETE_FAILED") stack.resources = resources_of(client, name);
      const std::lock_guard lock{mutex_};
      description_.stacks.push_back(std::move(stack));
    });
  }
}

}  // namespace eni::command
