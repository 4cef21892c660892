/// Update of a stack by difference, and its rollback.
#include "sandbox/services/cloudformation/engine/creation_journal.h"
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/engine/parameter_check.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/engine/rollback_triggers.h"
#include "sandbox/services/cloudformation/engine/run_steps.h"
#include "sandbox/services/cloudformation/engine/stack_policy.h"

namespace eni::sandbox::cloudformation {
namespace {

/// "The following resource(s) failed to create: [A]. The following resource(s) failed to update: [B]. "
std::string failures(StackWork& work) {
  std::vector<std::string> created;
  std::vector<std::string> updated;
  for (const std::string& id : work.failed) {
    (work.record(id).status == ResourceStatus::kCreateFailed ? created : updated).push_back(id);
  }
  return failed_to("create", created) + failed_to("update", updated);
}

/// A former run had failed already, and was killed before the stack's status said so.
void find_failed(StackWork& work) {
  for (const auto& [logical_id, record] : work.resources) {
    const bool is_of_this_update =
        record.updated_at >= work.stack.last_updated_time.value_or(TimePoint::min());
    const bool has_failed =
        record.status == ResourceStatus::kCreateFailed || record.status == ResourceStatus::kUpdateFailed;
    if (has_failed && is_of_this_update) work.failed.push_back(logical_id);
  }
}

Task<> give_up(StackWork& work) {
  co_await find_all_made(work);
  abandon_in_progress(work);
  const std::string reason = work.stop_reason(failures(work));
  work.failed.clear();
  work.stopping = false;
  if (work.operation.on_failure == OnFailure::kDoNothing && !work.operation.cancelled) {
    work.set_stack_status(StackStatus::kUpdateFailed, reason);
    co_return;
  }
  sqlite::Transaction transaction{work.parts.store.database()};
  work.set_stack_status(StackStatus::kUpdateRollbackInProgress, reason);
  reverse_changes(work);
  transaction.commit();
  co_await roll_back_update(work);
}

void mark_removed(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    if (work.model->graph.needs.contains(logical_id)) continue;
    record.change = ResourceChange::kRemoved;
    work.save(record);
  }
}

/// The stack is what the update wanted from here on; only the cleanup is left.
void commit_update(StackWork& work) {
  sqlite::Transaction transaction{work.parts.store.database()};
  mark_removed(work);
  if (work.operation.waits_for_parent) {
    work.operation.former =
        StackOperation::Former{work.stack.definition, work.stack.description, work.stack.outputs};
    work.stack.operation = work.operation.to_json();
  }
  work.stack.definition = *work.operation.target;
  work.stack.description = work.model->tmpl.description;
  save_exports(work);
  work.set_stack_status(StackStatus::kUpdateCompleteCleanupInProgress);
  transaction.commit();
}

/// Those that were changed in place, after what they needed before.
Waits rollback_waits(const StackWork& work) {
  Waits waits;
  for (const auto& [logical_id, record] : work.resources) {
    if (record.change == ResourceChange::kUpdated && record.previous) waits[logical_id];
  }
  for (auto& [logical_id, needs] : waits) {
    for (const std::string& need : work.resources.find(logical_id)->second.previous->needs) {
      if (waits.contains(need)) needs.insert(need);
    }
  }
  return waits;
}

/// What the update removes is removed in its cleanup: what the stack policy keeps from it has to be known before.
void check_removals(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    const bool stays = work.model->graph.needs.contains(logical_id);
    if (stays || record.current.physical_id.empty()) continue;
    auto denied = denial(work.operation.policy_body, {"Update:Delete", logical_id, record.current.type});
    if (!denied) continue;
    work.failed.push_back(logical_id);
    work.set_resource_status(record, ResourceStatus::kUpdateFailed, *denied);
    work.stop();
  }
}

}  // namespace

Task<> update_stack_resources(StackWork& work) {
  auto model = make_model(work.operation.target.value(), work.stack);
  if (model.has_error()) {
    work.stop_if_failed(Failure{model.error().message});
    co_await give_up(work);
    co_return;
  }
  work.model = *std::move(model);
  if (!work.is_fresh) find_failed(work);
  if (!work.failed.empty() || work.operation.cancelled) {
    co_await give_up(work);
    co_return;
  }
  if (work.is_fresh) check_removals(work);
  if (work.is_fresh && !work.stopping) co_await check_what_is_named(work);
  if (work.stopping) {
    co_await give_up(work);
    co_return;
  }
  const tmpl::Graph& graph = work.model->graph;
  const Step step = [&work](const std::string& id) { return update_step(work, id); };
  const MayGoOn may_go_on = [&work] { return !work.stopping; };
  {
    const TriggerWatch triggers{work};
    co_await run_steps(work, graph.order, graph.needs, step, may_go_on);
    if (!work.stopping) co_await monitor(work);
  }
  if (!work.stopping) {
    const StepResult<> taken = co_await take_outputs(work);
    work.stop_if_failed(taken);
  }
  if (work.stopping) {
    co_await give_up(work);
    co_return;
  }
  commit_update(work);
  co_await clean_up(work);
}

void undo_commit(StackWork& work) {
  const StackOperation::Former former = work.operation.former.value();
  sqlite::Transaction transaction{work.parts.store.database()};
  work.stack.definition = former.definition;
  work.stack.description = former.description;
  work.outputs = former.outputs;
  if (auto model = make_model(work.stack.definition, work.stack)) {
    StackResolver resolver{work.parts.store, work.stack, work.resources};
    const auto imports = tmpl::imported_names((*model)->scope(resolver));
    if (imports.has_value()) work.imports = *imports;
  }
  save_exports(work);
  work.operation.waits_for_parent = false;
  work.operation.former.reset();
  work.stack.operation = work.operation.to_json();
  work.set_stack_status(StackStatus::kUpdateRollbackInProgress);
  reverse_changes(work);
  transaction.commit();
}

void reverse_changes(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    const bool has_failed = record.status == ResourceStatus::kUpdateFailed;
    switch (record.change) {
      case ResourceChange::kAdded:
        record.change = ResourceChange::kRemoved;
        break;
      case ResourceChange::kRemoved:
        record.change = ResourceChange::kNone;
        break;
      case ResourceChange::kReplaced:
        if (record.previous) std::swap(record.current, *record.previous);
        break;
      case ResourceChange::kNone:
      case ResourceChange::kUpdated:
        break;
    }
    work.save(record);
    const bool is_back =
        record.change == ResourceChange::kReplaced || (record.change == ResourceChange::kNone && has_failed);
    if (is_back) work.set_resource_status(record, ResourceStatus::kUpdateComplete);
  }
}

Task<> roll_back_update(StackWork& work) {
  if (auto former = make_model(work.stack.definition, work.stack)) work.former = *std::move(former);
  const Waits waits = rollback_waits(work);
  std::vector<std::string> order;
  for (const auto& [logical_id, needs] : waits) order.push_back(logical_id);
  const Step step = [&work](const std::string& id) { return roll_back_step(work, id); };
  const MayGoOn always = [] { return true; };
  co_await run_steps(work, order, waits, step, always);
  if (!work.failed.empty()) {
    work.set_stack_status(StackStatus::kUpdateRollbackFailed, failed_to("update", work.failed));
    co_return;
  }
  work.set_stack_status(StackStatus::kUpdateRollbackCompleteCleanupInProgress);
  co_await clean_up(work);
}

}  // namespace eni::sandbox::cloudformation
