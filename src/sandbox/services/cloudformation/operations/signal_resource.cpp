/// SignalResource.
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

bool takes_signals(const ResourceRecord& resource) {
  const ResourceType* type = find_resource_type(resource.current.type);
  return type && type->policies != ResourceType::Policies::kNone;
}

ApiError cannot_be_signaled(const std::string& what, std::string_view status) {
  return aws::validation_error(what + " is in " + std::string(status) + " state and cannot be signaled");
}

}  // namespace

/// The resource's step takes it when it waits for it; one that it does not wait for does not count.
ApiResult<Reply> signal_resource(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack_to_change(call));
  const std::string logical_id = call.params.text_or("LogicalResourceId", "");
  if (!is_in_progress(stack.status) || stack.status == StackStatus::kDeleteInProgress)
    return cannot_be_signaled("Stack " + stack.id, to_string(stack.status));
  const auto resource = resources(call).find(stack.id, logical_id);
  if (!resource)
    return aws::validation_error("Resource " + logical_id + " does not exist for stack " + stack.name);
  if (!takes_signals(*resource))  // [assumption] wording
    return aws::validation_error("Resource " + logical_id + " of type " + resource->current.type +
                                 " cannot be signaled");
  if (!is_in_progress(resource->status))
    return cannot_be_signaled("Resource " + logical_id, to_string(resource->status));
  call.store<CloudFormationSteps>().add_signal(stack.id, logical_id, call.params.text_or("UniqueId", ""),
                                               call.params.text_or("Status", "") == "SUCCESS");
  return Reply{};
}

}  // namespace eni::sandbox::cloudformation
