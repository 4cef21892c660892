/// DescribeStackResource, DescribeStackResources, ListStackResources.
#include "base/time_text.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/shown.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kPageSize = 100;
/// DescribeStackResources has no pages and ends here.
constexpr std::size_t kMaxDescribed = 100;

json::object of_stack(const StackRecord& stack, const ResourceRecord& resource,
                      std::string_view time_member) {
  json::object out{{"StackName", stack.name}, {"StackId", stack.id}};
  for (const auto& [name, value] : shown_resource(stack, resource)) out[name] = value;
  out[time_member] = iso8601_millis(resource.updated_at);
  return out;
}

/// The stack that StackName means, or else the one that has PhysicalResourceId.
ApiResult<StackRecord> stack_asked_for(const Call& call) {
  const auto name = call.params.text("StackName");
  const auto physical_id = call.params.text("PhysicalResourceId");
  if (name && physical_id) {
    return aws::validation_error("Either stackName or physicalResourceId can be specified, not both");
  }
  if (name) return required_stack(call);
  if (!physical_id) return aws::validation_error("Either stackName or physicalResourceId must be specified");
  const auto id = resources(call).stack_of_physical_id(call.account().value, call.region.value, *physical_id);
  auto stack = id ? stacks(call).find_by_id(*id) : std::nullopt;
  if (!stack) return aws::validation_error("Stack for " + *physical_id + " does not exist");
  return *std::move(stack);
}

}  // namespace

ApiResult<Reply> describe_stack_resource(Call& call) {
  ENI_TRY(const std::string name, required_stack_name(call));
  const std::string logical_id = call.params.text_or("LogicalResourceId", "");
  const auto stack = find_stack(call, name);
  if (!stack) return aws::validation_error("Stack '" + name + "' does not exist");
  const auto resource = resources(call).find(stack->id, logical_id);
  if (!resource) return aws::validation_error("Resource " + logical_id + " does not exist for stack " + name);
  json::object detail = of_stack(*stack, *resource, "LastUpdatedTimestamp");
  if (!resource->current.metadata.is_null()) detail["Metadata"] = json::serialize(resource->current.metadata);
  return Reply{json::object{{"StackResourceDetail", std::move(detail)}}};
}

ApiResult<Reply> describe_stack_resources(Call& call) {
  ENI_TRY(const StackRecord stack, stack_asked_for(call));
  const auto logical_id = call.params.text("LogicalResourceId");
  const auto physical_id = call.params.text("PhysicalResourceId");
  json::array all;
  for (const auto& [id, resource] : resources(call).of_stack(stack.id)) {
    if (logical_id && *logical_id != id) continue;
    if (physical_id && *physical_id != resource.current.physical_id) continue;
    if (all.size() < kMaxDescribed) all.push_back(of_stack(stack, resource, "Timestamp"));
  }
  if (logical_id && all.empty()) {
    return aws::validation_error("Resource " + *logical_id + " does not exist for stack " + stack.name);
  }
  return Reply{json::object{{"StackResources", std::move(all)}}};
}

ApiResult<Reply> list_stack_resources(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack(call));
  json::array all;
  for (const auto& [id, resource] : resources(call).of_stack(stack.id)) {
    json::object summary = shown_resource(stack, resource);
    summary["LastUpdatedTimestamp"] = iso8601_millis(resource.updated_at);
    all.push_back(std::move(summary));
  }
  return page_of(call, "StackResourceSummaries", all, kPageSize);
}

}  // namespace eni::sandbox::cloudformation
