#include "sandbox/services/cloudformation/engine/stack_work.h"

#include "aws/partition.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/stack_events.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {

StackWork::StackWork(EngineParts& engine_parts, TaskGroup& task_group, ResponseEndpoint& response_desk,
                     StackRecord record)
    : parts{engine_parts},
      tasks{task_group},
      responses{response_desk},
      stack{std::move(record)},
      operation{StackOperation::from_json(stack.operation)},
      resources{parts.store.get<CloudFormationResources>().of_stack(stack.id)} {}

void StackWork::set_stack_status(StackStatus status, const std::string& reason) {
  stack.status = status;
  stack.status_reason = reason.empty() ? reason : hidden().in_text(reason);
  if (status == StackStatus::kDeleteComplete) stack.deletion_time = parts.scheduler.now();
  sqlite::Transaction transaction{parts.store.database()};
  parts.store.get<CloudFormationStacks>().update(stack);
  append_stack_event(parts, stack, operation.token);
  transaction.commit();
  parts.log.info(
      "stack",
      {{"stack", stack.name}, {"status", std::string(to_string(status))}, {"reason", stack.status_reason}});
}

void StackWork::end_operation(StackStatus status, const std::string& reason) {
  stack.operation = {};
  set_stack_status(status, reason);
}

void StackWork::set_resource_status(ResourceRecord& resource, ResourceStatus status,
                                    const std::string& reason, const ResourceState* state) {
  const HiddenValues hiding = hidden();
  resource.status = status;
  resource.status_reason = hiding.in_text(reason);
  resource.updated_at = parts.scheduler.now();
  const ResourceState& shown = state ? *state : resource.current;
  sqlite::Transaction transaction{parts.store.database()};
  save(resource);
  if (!is_in_progress(status)) {
    responses.close(stack.id, resource.logical_id);
    forget_step(resource.logical_id);
  }
  const std::string properties = json::serialize(hiding.in_properties(shown.shown()));
  append_resource_event(parts, stack, resource, shown, properties, operation.token);
  transaction.commit();
}

void StackWork::save(const ResourceRecord& resource) {
  parts.store.get<CloudFormationResources>().save(resource);
}

void StackWork::erase(const std::string& logical_id) {
  parts.store.get<CloudFormationResources>().erase(stack.id, logical_id);
  resources.erase(logical_id);
}

void StackWork::announce(ResourceRecord& resource) {
  const bool is_known = !resource.status_reason.empty() && resource.status_reason != kReplacing;
  if (!is_known) set_resource_status(resource, resource.status, std::string(kInitiated));
}

void StackWork::forget_step(const std::string& logical_id) {
  parts.store.get<CloudFormationSteps>().forget(stack.id, logical_id);
}

void StackWork::save_made(ResourceRecord& resource, const std::string& physical_id) {
  unsaved[resource.logical_id] = physical_id;
  resource.current.planned_id = physical_id;
  resource.current.creation_call.reset();
  resource.current.was_there = false;
  save(resource);
  unsaved.erase(resource.logical_id);
}

void StackWork::reload(const std::string& logical_id) {
  ResourceRecord& resource = record(logical_id);
  const int position = resource.position;
  auto row = parts.store.get<CloudFormationResources>().find(stack.id, logical_id);
  resource = row ? *std::move(row) : ResourceRecord{};
  resource.stack_id = stack.id;
  resource.logical_id = logical_id;
  resource.position = position;
  std::erase(failed, logical_id);
  if (const auto made = unsaved.find(logical_id); made != unsaved.end())
    save_made(resource, std::string(made->second));
}

void StackWork::save_operation() {
  stack.operation = operation.to_json();
  parts.store.get<CloudFormationStacks>().update(stack);
}

ResourceRecord& StackWork::record(const std::string& logical_id) {
  const auto [entry, is_new] = resources.try_emplace(logical_id);
  if (is_new) {
    entry->second.stack_id = stack.id;
    entry->second.logical_id = logical_id;
    entry->second.position = static_cast<int>(resources.size());
  }
  return entry->second;
}

void StackWork::stop() {
  stopping = true;
  responses.cancel(stack.id);
}

void StackWork::stop_if_failed(const StepResult<>& result) {
  if (!result.has_error()) return;
  stop_cause = result.error();
  stop();
}

std::string StackWork::stop_reason(const std::string& failures) const {
  if (!stop_cause) return failures;
  return failures.empty() ? stop_cause->reason : sentence(stop_cause->reason) + failures;
}

ResourceCall StackWork::call_for(const std::string& logical_id, const ResourceState& state) const {
  const aws::Region region{stack.region};
  ResourceCall call{parts,
                    operation.principal,
                    region,
                    stack.account,
                    std::string(aws::partition_of(region).name),
                    stack.id,
                    stack.name,
                    logical_id,
                    state.physical_id,
                    state.properties,
                    {},
                    state.stack_tags,
                    {},
                    false,
                    &stopping};
  call.capabilities = (operation.target ? *operation.target : stack.definition).capabilities;
  call.operation_id = iso8601_millis(stack.last_updated_time.value_or(stack.creation_time));
  call.disable_rollback = operation.on_failure == OnFailure::kDoNothing;
  if (state.creation_policy.is_object()) call.creation_policy = state.creation_policy.get_object();
  if (state.update_policy.is_object()) call.update_policy = state.update_policy.get_object();
  return call;
}

HiddenValues StackWork::hidden() {
  if (!hidden_parameters_) {
    hidden_parameters_.emplace();
    hidden_parameters_->add_parameters(stack.definition);
    if (operation.target) hidden_parameters_->add_parameters(*operation.target);
    if (operation.former) hidden_parameters_->add_parameters(operation.former->definition);
  }
  HiddenValues all = *hidden_parameters_;
  all.add_answers(resources);
  return all;
}

}  // namespace eni::sandbox::cloudformation
