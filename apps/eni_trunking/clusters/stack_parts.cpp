#include <algorithm>

#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;

namespace {

/// As the published pattern for the setting has it, and whoever took it over.
bool has_role_output(const json::value& stack) {
  const json::array& outputs = array_at(stack, "Outputs");
  return std::any_of(outputs.begin(), outputs.end(),
                     [](const json::value& output) { return text_at(output, "OutputKey") == "EC2Role"; });
}

}  // namespace

void ClusterReader::add_stacks(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto stacks = ask_all(client, "cloudformation", "DescribeStacks", {}, "Stacks");
    if (!stacks) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& stack : *stacks) {
      if (has_role_output(stack)) stacks_of_interest_.insert(text_at(stack, "StackName"));
    }
  });
}

void ClusterReader::add_templates(Jobs& jobs) {
  for (const diagnosis::Group* group : relevant_groups()) {
    if (!group->stack_name.empty()) stacks_of_interest_.insert(group->stack_name);
  }
  for (const std::string& name : stacks_of_interest_) {
    jobs.push_back([this, name](AwsClient& client) {
      const auto reply = ask(client, "cloudformation", "GetTemplate", {{"StackName", name}}, name);
      if (!reply) return;
      const std::lock_guard lock{mutex_};
      description_.stacks.push_back({name, text_at(*reply, "TemplateBody")});
    });
  }
}

}  // namespace eni::command
