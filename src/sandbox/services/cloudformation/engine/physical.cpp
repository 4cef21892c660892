#include "sandbox/services/cloudformation/engine/physical.h"

#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/custom/custom_request.h"
#include "sandbox/services/cloudformation/engine/creation_journal.h"
#include "sandbox/services/cloudformation/engine/stored_step_journal.h"
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {
namespace {

Failure failure_of(StackWork& work, const ResourceType& type, const ResourceCall& call,
                   const ApiError& error) {
  if (error.code == kReasonInFull) return {error.message};
  return {handler_failure(type.name, error, call.refused_operation, work.parts.random.uuid(),
                          work.parts.random.uuid())};
}

Failure unrecognized(const std::string& type) { return {"Unrecognized resource type: " + type}; }

bool is_taggable(const ResourceState& state) {
  const ResourceType* type = find_resource_type(state.type);
  return type && type->is_taggable();
}

/// CloudFormation gives an id of its own to a custom resource whose function gave none.
std::string placeholder_id(StackWork& work, const std::string& logical_id) {
  return physical_name(NameRule{255}, work.stack.name, logical_id, work.parts.random);
}

Task<StepResult<>> make_custom(StackWork& work, ResourceRecord& record) {
  ResourceState& state = record.current;
  state.was_asked = true;
  work.save(record);
  ResourceCall call = work.call_for(record.logical_id, state);
  CustomQuestion question;
  question.resource_type = state.type;
  question.properties = state.properties;
  CustomAnswer answer = co_await ask(call, work.responses, question);
  state.was_asked = answer.end != CustomAnswer::End::kNotDelivered;
  state.request_id = answer.request_id;
  if (!state.was_asked) co_return Failure{answer.reason};
  state.physical_id =
      answer.physical_id.empty() ? placeholder_id(work, record.logical_id) : answer.physical_id;
  if (answer.end == CustomAnswer::End::kCancelled) co_return cancelled("creation");
  if (answer.end == CustomAnswer::End::kFailed) co_return Failure{answer.reason};
  state.attributes = std::move(answer.data);
  state.no_echo = answer.no_echo;
  co_return StepResult<>{};
}

/// Chooses the name and saves it, so that a restart knows what to look for.
Task<> plan(StackWork& work, ResourceRecord& record, const ResourceType& type) {
  ResourceState& state = record.current;
  if ((type.goes_on && !state.planned_id.empty()) || can_go_on(state)) co_return;
  const std::string given = scalar_text_at(state.properties, type.name_property);
  state.was_there = false;
  state.planned_name = given;
  if (given.empty() && type.name_rule.max_length > 0) {
    state.planned_name = physical_name(type.name_rule, work.stack.name, record.logical_id, work.parts.random);
  }
  ResourceCall call = work.call_for(record.logical_id, state);
  call.physical_id = state.planned_name;
  if (type.id_of_name) call.physical_id = type.id_of_name(call, state.planned_name);
  state.planned_id = type.is_found_by_name() ? call.physical_id : "";
  if (!given.empty()) {
    const ApiResult<bool> there = co_await resource_exists(type, call);
    state.was_there = there.has_error() || *there;
  }
  work.save(record);
}

Task<StepResult<>> make_with_handler(StackWork& work, ResourceRecord& record, const ResourceType& type) {
  co_await plan(work, record, type);
  ResourceState& state = record.current;
  ResourceCall call = work.call_for(record.logical_id, state);
  call.physical_id = state.planned_id.empty() ? state.planned_name : state.planned_id;
  StoredStepJournal step{work, record.logical_id};
  call.step = &step;
  call.on_made = [&work, &record](const std::string& id) {
    work.save_made(record, id);
    record.current.physical_id = id;
    work.announce(record);
  };
  CreationJournal journal{work, record};
  if (!type.goes_on) call.journal = &journal;  // Those that go on ask under tokens of their own.
  ApiResult<ResourceOutcome> outcome = co_await create_resource(type, call);
  state.creation_call.reset();
  if (outcome.has_error()) {
    if (call.exists) state.physical_id = call.physical_id;
    if (outcome.error().code == kOperationCancelled) co_return cancelled("creation");
    co_return failure_of(work, type, call, outcome.error());
  }
  state.physical_id = outcome->physical_id;
  state.attributes = std::move(outcome->attributes);
  co_return StepResult<>{};
}

Task<StepResult<>> change_custom(StackWork& work, const std::string& logical_id, const ResourceState& from,
                                 ResourceState& to) {
  if (scalar_text_at(from.properties, "ServiceToken") != scalar_text_at(to.properties, "ServiceToken")) {
    co_return Failure{"Modifying service token is not allowed."};
  }
  ResourceCall call = work.call_for(logical_id, to);
  CustomQuestion question;
  question.request_type = RequestType::kUpdate;
  question.resource_type = to.type;
  question.physical_id = from.physical_id;
  question.properties = to.properties;
  question.old_properties = from.properties;
  CustomAnswer answer = co_await ask(call, work.responses, question);
  if (answer.end == CustomAnswer::End::kCancelled) co_return cancelled("update");
  // A function that failed over a new one names that: it is deleted in the rollback.
  if (!answer.physical_id.empty()) to.physical_id = answer.physical_id;
  if (answer.end != CustomAnswer::End::kSuccess) co_return Failure{answer.reason};
  to.attributes = std::move(answer.data);
  to.no_echo = answer.no_echo;
  to.request_id = answer.request_id;
  co_return StepResult<>{};
}

Task<StepResult<>> delete_custom(StackWork& work, const std::string& logical_id, const ResourceState& state) {
  if (!state.was_asked) co_return StepResult<>{};
  ResourceCall call = work.call_for(logical_id, state);
  CustomQuestion question;
  question.request_type = RequestType::kDelete;
  question.resource_type = state.type;
  question.physical_id = state.physical_id;
  question.properties = state.properties;
  CustomAnswer answer = co_await ask(call, work.responses, question);
  if (answer.end == CustomAnswer::End::kSuccess) co_return StepResult<>{};
  if (answer.end == CustomAnswer::End::kCancelled) co_return cancelled("deletion");
  co_return Failure{answer.reason};
}

}  // namespace

Task<StepResult<>> make_physical(StackWork& work, ResourceRecord& record) {
  const ResourceType* type = find_resource_type(record.current.type);
  if (!type) co_return unrecognized(record.current.type);
  Task<StepResult<>> making =
      type->is_custom ? make_custom(work, record) : make_with_handler(work, record, *type);
  StepResult<> made = co_await std::move(making);
  co_return made;
}

Task<StepResult<>> change_physical(StackWork& work, const std::string& logical_id, const ResourceState& from,
                                   ResourceState& to, Direction direction) {
  const ResourceType* type = find_resource_type(to.type);
  if (!type) co_return unrecognized(to.type);
  to.physical_id = from.physical_id;
  const bool is_same =
      from.properties == to.properties && (!is_taggable(to) || from.stack_tags == to.stack_tags);
  if (is_same && !type->is_always_updated) co_return StepResult<>{};
  if (type->is_custom) {
    StepResult<> changed = co_await change_custom(work, logical_id, from, to);
    co_return changed;
  }
  ResourceCall call = work.call_for(logical_id, to);
  call.physical_id = from.physical_id;
  call.old_properties = from.properties;
  call.old_stack_tags = from.stack_tags;
  StoredStepJournal step{work, logical_id};
  call.step = &step;
  const bool is_reverted = direction == Direction::kBack && type->revert;
  Task<ApiResult<ResourceOutcome>> changing = is_reverted ? type->revert(call) : update_resource(*type, call);
  const ApiResult<ResourceOutcome> outcome = co_await std::move(changing);
  if (outcome.has_error() && outcome.error().code == kOperationCancelled) co_return cancelled("update");
  if (outcome.has_error()) co_return failure_of(work, *type, call, outcome.error());
  if (!outcome->physical_id.empty()) to.physical_id = outcome->physical_id;
  for (const auto& [name, value] : outcome->attributes) to.attributes[name] = value;
  co_return StepResult<>{};
}

Task<StepResult<>> delete_physical(StackWork& work, const std::string& logical_id,
                                   const ResourceState& state) {
  const ResourceType* type = find_resource_type(state.type);
  if (!type) co_return unrecognized(state.type);
  if (type->is_custom) {
    StepResult<> deleted = co_await delete_custom(work, logical_id, state);
    co_return deleted;
  }
  ResourceCall call = work.call_for(logical_id, state);
  const ApiResult<void> removed = co_await remove_resource(*type, call);
  if (removed.has_error()) co_return failure_of(work, *type, call, removed.error());
  co_return StepResult<>{};
}

Task<> refresh_attributes(StackWork& work, std::vector<tmpl::Reference> mentions) {
  std::set<std::string> done;
  for (const tmpl::Reference& mention : mentions) {
    const auto record = work.resources.find(mention.name);
    if (mention.kind != tmpl::Reference::Kind::kAttribute || record == work.resources.end()) continue;
    const ResourceType* type = find_resource_type(record->second.current.type);
    if (!type || !type->has_live_attributes || record->second.current.physical_id.empty()) continue;
    if (!done.insert(mention.name).second) continue;
    ResourceCall call = work.call_for(mention.name, record->second.current);
    ApiResult<ResourceOutcome> now = co_await current_outcome(*type, call);
    // What cannot be read stays as it was: a rollback must not fail for it.
    if (now.has_value()) record->second.current.attributes = std::move(now->attributes);
  }
}

Task<> undo_physical(StackWork& work, ResourceRecord& record) {
  co_await find_made(work, record);
  const ResourceType* type = find_resource_type(record.current.type);
  if (!type || type->is_custom || record.current.planned_id.empty() || record.current.was_there) co_return;
  ResourceCall call = work.call_for(record.logical_id, record.current);
  call.physical_id = record.current.planned_id;
  const ApiResult<void> removed = co_await remove_resource(*type, call);
  if (removed.has_error()) {
    work.parts.log.warn("an interrupted creation could not be undone",
                        {{"resource", record.logical_id}, {"reason", removed.error().message}});
  }
}

}  // namespace eni::sandbox::cloudformation
