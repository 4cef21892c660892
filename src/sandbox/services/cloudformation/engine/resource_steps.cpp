#include "sandbox/services/cloudformation/engine/resource_steps.h"

#include "sandbox/services/cloudformation/engine/creation_journal.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/secret_masks.h"
#include "sandbox/services/cloudformation/engine/stack_policy.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Of a custom resource, whose function alone knows whether it replaces.
constexpr std::string_view kReplacedByFunction =
    "Requested update required the provider to create a new physical resource";

bool is_complete(const ResourceRecord& record) { return is_complete(record.status); }

/// What is there to change at all: nothing behind it means that it has to be created.
bool is_there(const StackWork& work, const std::string& logical_id) {
  const auto record = work.resources.find(logical_id);
  if (record == work.resources.end()) return false;
  if (record->second.change == ResourceChange::kAdded && !is_complete(record->second)) return false;
  return !record->second.current.physical_id.empty() || record->second.previous;
}

bool has_same_tags(const ResourceType& type, const ResourceState& a, const ResourceState& b) {
  return !type.is_taggable() || a.stack_tags == b.stack_tags;
}

/// Remembers how the resource was before the operation, if that is not known yet. One that the operation has added
/// was not there.
void remember(ResourceRecord& record, ResourceChange change) {
  if (record.change == ResourceChange::kAdded) return;
  if (!record.previous) record.previous = record.current;
  if (record.change != ResourceChange::kReplaced) record.change = change;
}

/// Whether no service sees a difference.
bool is_same_outside(const ResourceState& a, const ResourceState& b) {
  return a.properties == b.properties && a.stack_tags == b.stack_tags;
}

/// Whether a function has made a second one. Another id from a handler is a new name of the same resource.
bool is_another(const ResourceState& before, const ResourceState& after) {
  return before.physical_id != after.physical_id && find_resource_type(after.type)->is_custom;
}

/// Whether the update was refused before any function was asked: no function knows of the change.
bool was_refused(const ResourceState& a, const ResourceState& b) {
  return scalar_text_at(a.properties, "ServiceToken") != scalar_text_at(b.properties, "ServiceToken") &&
         find_resource_type(a.type)->is_custom;
}

void forget_change(StackWork& work, ResourceRecord& record) {
  record.current = *std::move(record.previous);
  record.previous.reset();
  record.change = ResourceChange::kNone;
  work.save(record);
}

/// Only what no service sees has changed: policies, metadata, dependencies, where a secret comes from.
void take_over_silently(StackWork& work, ResourceRecord& record, const ResourceState& wanted) {
  ResourceState next = record.current;
  next.metadata = wanted.metadata;
  next.deletion_policy = wanted.deletion_policy;
  next.update_replace_policy = wanted.update_replace_policy;
  next.creation_policy = wanted.creation_policy;
  next.update_policy = wanted.update_policy;
  next.needs = wanted.needs;
  next.stack_tags = wanted.stack_tags;
  next.references = wanted.references;
  next.written = wanted.written;
  if (next.to_json() != record.current.to_json()) {
    remember(record, ResourceChange::kUpdated);
    record.current = std::move(next);
    work.save(record);
  }
}

const json::object& policy_object(const json::value& policy) {
  static const json::object none;
  return policy.is_object() ? policy.get_object() : none;
}

/// Notes the failure, with its event, which says no secrets of the resource.
void note_failure(StackWork& work, ResourceRecord& record, ResourceStatus status, const Failure& failure,
                  const ResourceState* state = nullptr) {
  std::string reason = without_secrets(record.current, failure.reason);
  if (record.previous) reason = without_secrets(*record.previous, std::move(reason));
  if (state) reason = without_secrets(*state, std::move(reason));
  work.failed.push_back(record.logical_id);
  work.set_resource_status(record, status, reason, state);
}

/// The end of a step that creates or changes: a failure has the stack stop.
StepResult<> end_step(StackWork& work, ResourceRecord& record, ResourceStatus if_failed,
                      StepResult<> result) {
  if (result.has_error()) {
    note_failure(work, record, if_failed, result.error());
    work.stop();
  }
  return result;
}

/// A resource that its template names cannot have a second one of the name beside it.
StepResult<> check_naming(const ResourceType& type, const ResourceState& before, const ResourceState& after) {
  const std::string name = scalar_text_at(after.properties, type.name_property);
  if (name.empty() || name != scalar_text_at(before.properties, type.name_property)) return {};
  return Failure{
      "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename " + name +
      " and update the stack again."};
}

Task<StepResult<>> replace(StackWork& work, ResourceRecord& record, ResourceState wanted) {
  const ResourceState before = record.current;
  if (record.change == ResourceChange::kAdded) co_await delete_physical(work, record.logical_id, before);
  remember(record, ResourceChange::kReplaced);
  if (record.previous) record.change = ResourceChange::kReplaced;
  record.current = std::move(wanted);
  work.replaced.insert(record.logical_id);
  work.set_resource_status(record, ResourceStatus::kUpdateInProgress, std::string(kReplacing), &before);
  co_await yield(work.parts.scheduler);
  if (work.stopping) co_return cancelled("update");
  ENI_CO_CHECK(co_await make_physical(work, record));
  work.announce(record);
  work.set_resource_status(record, ResourceStatus::kUpdateComplete);
  co_return StepResult<>{};
}

Task<StepResult<>> change_in_place(StackWork& work, ResourceRecord& record, ResourceState wanted) {
  const ResourceState before = record.current;
  remember(record, ResourceChange::kUpdated);
  wanted.physical_id = before.physical_id;
  wanted.attributes = before.attributes;
  wanted.planned_id = before.planned_id;
  wanted.was_asked = before.was_asked;
  wanted.no_echo = before.no_echo;
  wanted.request_id = before.request_id;
  record.current = std::move(wanted);
  work.set_resource_status(record, ResourceStatus::kUpdateInProgress);
  co_await yield(work.parts.scheduler);
  if (work.stopping) co_return cancelled("update");
  StepResult<> changed = co_await change_physical(work, record.logical_id, before, record.current);
  if (is_another(before, record.current) && record.previous) record.change = ResourceChange::kReplaced;
  if (changed.has_error()) co_return changed;
  if (is_another(before, record.current)) {
    work.replaced.insert(record.logical_id);
    work.set_resource_status(record, ResourceStatus::kUpdateInProgress, std::string(kReplacedByFunction));
  }
  work.set_resource_status(record, ResourceStatus::kUpdateComplete);
  co_return StepResult<>{};
}

/// What the creation that is not gone on with may have made is to be deleted.
Task<> find_begun(StackWork& work, ResourceRecord& record) {
  if (!record.current.creation_call) co_return;
  co_await find_made(work, record);
  record.current.physical_id = record.current.planned_id;
}

/// The resource's update was interrupted, or failed in an operation that was not rolled back: does it again from how
/// the resource was before.
Task<> rewind(StackWork& work, ResourceRecord& record) {
  if (is_complete(record) || !record.previous) co_return;
  if (record.change == ResourceChange::kReplaced) {
    co_await undo_physical(work, record);
    work.forget_step(record.logical_id);
    if (is_another(*record.previous, record.current)) {
      const ResourceState second = record.current;
      co_await delete_physical(work, record.logical_id, second);
    }
  }
  record.current = *record.previous;
  record.change = ResourceChange::kUpdated;
  record.status = ResourceStatus::kUpdateComplete;
}

Task<StepResult<>> create(StackWork& work, ResourceRecord& record) {
  const bool is_resumed = record.status == ResourceStatus::kCreateInProgress;
  const bool goes_on = is_resumed && can_go_on(record.current);
  const ResourceState begun = goes_on ? record.current : ResourceState{};
  const ResourceType* type = find_resource_type(record.current.type);
  const bool is_adopted = is_resumed && type && type->goes_on;
  const std::string begun_id = is_adopted ? record.current.planned_id : "";
  if (is_resumed && !goes_on && !is_adopted) {
    co_await undo_physical(work, record);
    work.forget_step(record.logical_id);
    record.status_reason.clear();
  }
  if (record.status == ResourceStatus::kCreateFailed)
    co_await delete_physical(work, record.logical_id, record.current);

  StepResult<ResourceState> wanted = co_await wanted_state(work, record.logical_id);
  const bool is_asked = is_resumed && record.current.was_asked;
  if (wanted) {
    record.current = *std::move(wanted);
  } else {
    record.current.type = work.model->tmpl.find_resource(record.logical_id)->type;
  }
  record.current.was_asked = is_asked;
  record.current.creation_call = begun.creation_call;
  record.current.planned_name = begun.planned_name;
  record.current.was_there = begun.was_there;
  record.current.planned_id = begun_id;
  if (is_adopted) record.current.physical_id = begun_id;
  record.change = ResourceChange::kAdded;
  if (wanted.has_error()) co_await find_begun(work, record);
  if (wanted.has_error()) co_return wanted.error();

  if (!is_resumed) work.set_resource_status(record, ResourceStatus::kCreateInProgress);
  co_await yield(work.parts.scheduler);
  if (work.stopping && !is_asked) {
    co_await find_begun(work, record);
    co_return cancelled("creation");
  }
  ENI_CO_CHECK(co_await make_physical(work, record));
  work.announce(record);
  work.set_resource_status(record, ResourceStatus::kCreateComplete);
  co_return StepResult<>{};
}

/// Whether this update has been at it: before a restart.
bool is_done(const StackWork& work, const ResourceRecord& record) {
  return record.change != ResourceChange::kNone &&
         record.updated_at >= work.stack.last_updated_time.value_or(TimePoint::min());
}

Task<StepResult<>> update(StackWork& work, ResourceRecord& record) {
  co_await rewind(work, record);
  ENI_CO_TRY(ResourceState wanted, co_await wanted_state(work, record.logical_id));
  const ResourceType& type = *find_resource_type(wanted.type);
  const PropertyChanges changes = compare_properties(type, record.current.properties, wanted.properties);
  const bool is_same = changes.changed.empty() && has_same_tags(type, record.current, wanted);
  if (is_same && is_complete(record) && (!type.is_always_updated || is_done(work, record))) {
    take_over_silently(work, record, wanted);
    co_return StepResult<>{};
  }
  const bool is_told_to_replace =
      type.replaces_by_policy && type.replaces_by_policy(policy_object(wanted.update_policy), changes);
  const bool needs_replacement =
      changes.needs_replacement || is_told_to_replace || (!type.is_custom && !type.can_change());
  const PolicedChange change{needs_replacement ? "Update:Replace" : "Update:Modify", record.logical_id,
                             record.current.type};
  const bool is_changed = !is_same || !type.is_always_updated;
  if (auto denied = denial(work.operation.policy_body, change); denied && is_changed)
    co_return Failure{*std::move(denied)};
  if (needs_replacement) ENI_CO_CHECK(check_naming(type, record.current, wanted));
  Task<StepResult<>> changing = needs_replacement ? replace(work, record, std::move(wanted))
                                                  : change_in_place(work, record, std::move(wanted));
  StepResult<> changed = co_await std::move(changing);
  co_return changed;
}

}  // namespace

Task<StepResult<>> create_step(StackWork& work, const std::string& logical_id) {
  ResourceRecord& record = work.record(logical_id);
  if (record.status == ResourceStatus::kCreateComplete) co_return StepResult<>{};
  StepResult<> created = co_await create(work, record);
  co_return end_step(work, record, ResourceStatus::kCreateFailed, std::move(created));
}

Task<StepResult<>> update_step(StackWork& work, const std::string& logical_id) {
  if (!is_there(work, logical_id)) {
    StepResult<> created = co_await create_step(work, logical_id);
    co_return created;
  }
  ResourceRecord& record = work.record(logical_id);
  StepResult<> updated = co_await update(work, record);
  co_return end_step(work, record, ResourceStatus::kUpdateFailed, std::move(updated));
}

Task<StepResult<>> roll_back_step(StackWork& work, const std::string& logical_id) {
  ResourceRecord& record = work.record(logical_id);
  const ResourceState from = record.current;
  ResourceState to = former_state(work, record);
  const ResourceType* type = find_resource_type(to.type);
  const bool is_always_updated = type && type->is_always_updated;
  if (is_same_outside(from, to) && record.status != ResourceStatus::kUpdateFailed && !is_always_updated) {
    forget_change(work, record);
    co_return StepResult<>{};
  }
  work.set_resource_status(record, ResourceStatus::kUpdateInProgress);
  co_await yield(work.parts.scheduler);
  StepResult<> changed;
  if (!was_refused(from, to))
    changed = co_await change_physical(work, logical_id, from, to, Direction::kBack);
  if (changed.has_error()) {
    note_failure(work, record, ResourceStatus::kUpdateFailed, changed.error());
    co_return changed;
  }
  const bool has_two = is_another(from, to);
  record.current = std::move(to);
  record.previous = has_two ? std::optional<ResourceState>{from} : std::nullopt;
  record.change = has_two ? ResourceChange::kReplaced : ResourceChange::kNone;
  work.set_resource_status(record, ResourceStatus::kUpdateComplete);
  co_return StepResult<>{};
}

Task<StepResult<>> delete_step(StackWork& work, ResourceRecord& record, const ResourceState& state,
                               Keep keep) {
  // A copy: the record's own state may be given up while its deletion goes on.
  const ResourceState doomed = state;
  if (keep == Keep::kYes && !doomed.physical_id.empty()) {
    work.set_resource_status(record, ResourceStatus::kDeleteSkipped, {}, &doomed);
    co_return StepResult<>{};
  }
  if (doomed.physical_id.empty()) {
    work.set_resource_status(record, ResourceStatus::kDeleteComplete, {}, &doomed);
    co_return StepResult<>{};
  }
  if (record.status != ResourceStatus::kDeleteInProgress)
    work.set_resource_status(record, ResourceStatus::kDeleteInProgress, {}, &doomed);
  co_await yield(work.parts.scheduler);
  StepResult<> deleted = co_await delete_physical(work, record.logical_id, doomed);
  if (deleted.has_error()) {
    note_failure(work, record, ResourceStatus::kDeleteFailed, deleted.error(), &doomed);
    co_return deleted;
  }
  work.set_resource_status(record, ResourceStatus::kDeleteComplete, {}, &doomed);
  co_return StepResult<>{};
}

}  // namespace eni::sandbox::cloudformation
