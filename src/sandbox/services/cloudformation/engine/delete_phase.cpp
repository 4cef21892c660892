/// Deletion of resources: of a whole stack, in the rollback of its creation, and of what an update left behind.
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/engine/run_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

/// What is to be deleted of a resource, by logical id. Pointers into the work's records.
using Targets = std::map<std::string, const ResourceState*>;

/// A resource goes after all that were made after it because they needed it.
Waits reverse_waits(const Targets& targets) {
  Waits waits;
  for (const auto& [logical_id, state] : targets) waits[logical_id];
  for (const auto& [logical_id, state] : targets) {
    for (const std::string& need : state->needs) {
      if (targets.contains(need)) waits[need].insert(logical_id);
    }
  }
  return waits;
}

/// Newest first, as CloudFormation goes about it.
std::vector<std::string> newest_first(const StackWork& work, const Targets& targets) {
  std::vector<std::string> order;
  for (const auto& [logical_id, state] : targets) order.push_back(logical_id);
  std::stable_sort(order.begin(), order.end(), [&work](const std::string& a, const std::string& b) {
    return work.resources.find(a)->second.position > work.resources.find(b)->second.position;
  });
  return order;
}

using KeepRule = std::function<Keep(const ResourceRecord&, const ResourceState&)>;

/// Deletes all targets. One that fails keeps what it needs from being deleted, and nothing else.
Task<> delete_targets(StackWork& work, const Targets& targets, const KeepRule& keep) {
  const Step step = [&](const std::string& id) {
    ResourceRecord& record = work.record(id);
    return delete_step(work, record, *targets.at(id), keep(record, *targets.at(id)));
  };
  const std::vector<std::string> order = newest_first(work, targets);
  const Waits waits = reverse_waits(targets);
  const MayGoOn always = [] { return true; };
  const auto done = co_await run_steps(work, order, waits, step, always);
  if (done.size() == targets.size() || !work.failed.empty()) co_return;
  // Left over without a failure: updates made them need each other. The order does not matter then.
  Targets rest;
  Waits none;
  for (const auto& [logical_id, state] : targets) {
    if (done.contains(logical_id)) continue;
    rest.emplace(logical_id, state);
    none[logical_id];
  }
  const std::vector<std::string> rest_order = newest_first(work, rest);
  co_await run_steps(work, rest_order, none, step, always);
}

/// All that the stack still has.
Targets living(StackWork& work) {
  Targets targets;
  for (const auto& [logical_id, record] : work.resources) {
    if (record.status == ResourceStatus::kDeleteComplete || record.status == ResourceStatus::kDeleteSkipped)
      continue;
    targets.emplace(logical_id, &record.current);
  }
  return targets;
}

/// What rolled back creations keep: DeletionPolicy Retain, unless RetainExceptOnCreate says otherwise.
Keep keep_of_new(const StackWork& work, const ResourceState& state) {
  if (state.deletion_policy != "Retain" || work.stack.retain_except_on_create) return Keep::kNo;
  return Keep::kYes;
}

Keep keep_on_deletion(const StackWork& work, const ResourceRecord& record, const ResourceState& state) {
  const auto& retain = work.operation.retain;
  if (std::find(retain.begin(), retain.end(), record.logical_id) != retain.end()) return Keep::kYes;
  const bool is_kept = state.deletion_policy == "Retain" || state.deletion_policy == "RetainExceptOnCreate";
  return is_kept ? Keep::kYes : Keep::kNo;
}

void forget_stack(StackWork& work) {
  CloudFormationExports& exports = work.parts.store.get<CloudFormationExports>();
  exports.replace(work.stack, {});
  exports.replace_imports(work.stack, {});
  work.parts.store.get<CloudFormationChangeSets>().erase_all(work.stack.id);
}

/// The ends of updates that failed and were not rolled back left two of a resource.
Task<> delete_second_ones(StackWork& work) {
  Targets targets;
  for (auto& [logical_id, record] : work.resources) {
    if (record.change != ResourceChange::kReplaced || !record.previous) continue;
    if (record.previous->physical_id != record.current.physical_id)
      targets.emplace(logical_id, &*record.previous);
  }
  const KeepRule keep = [](const ResourceRecord&, const ResourceState&) { return Keep::kNo; };
  co_await delete_targets(work, targets, keep);
  for (const auto& [logical_id, state] : targets) {
    ResourceRecord& record = work.record(logical_id);
    if (record.status == ResourceStatus::kDeleteFailed) continue;
    record.previous.reset();
    record.change = ResourceChange::kNone;
    record.status = ResourceStatus::kUpdateComplete;
    work.save(record);
  }
}

}  // namespace

void end_changes(StackWork& work) {
  std::vector<std::string> gone;
  for (auto& [logical_id, record] : work.resources) {
    if (record.change == ResourceChange::kRemoved) {
      gone.push_back(logical_id);
      continue;
    }
    if (record.change == ResourceChange::kNone) continue;
    const bool was_replaced = record.change == ResourceChange::kReplaced;
    record.change = ResourceChange::kNone;
    record.previous.reset();
    if (was_replaced) record.status = ResourceStatus::kUpdateComplete;
    work.save(record);
  }
  for (const std::string& logical_id : gone) work.erase(logical_id);
}

Task<> roll_back_creation(StackWork& work) {
  const Targets targets = living(work);
  const KeepRule keep = [&work](const ResourceRecord&, const ResourceState& state) {
    return keep_of_new(work, state);
  };
  co_await delete_targets(work, targets, keep);
  if (work.operation.cancelled) {
    work.failed.clear();
    work.set_stack_status(StackStatus::kDeleteInProgress, "User Initiated");
    co_await delete_stack_resources(work);
  } else if (work.failed.empty()) {
    work.end_operation(StackStatus::kRollbackComplete);
  } else {
    work.end_operation(StackStatus::kRollbackFailed, failed_to("delete", work.failed));
  }
}

Task<> delete_stack_resources(StackWork& work) {
  if (const StepResult<> unused = check_exports_unused(work); unused.has_error()) {
    // Nothing was touched: the stack is what it was before.
    work.end_operation(work.operation.status_before.value_or(StackStatus::kDeleteFailed),
                       unused.error().reason);
    co_return;
  }
  co_await delete_second_ones(work);
  const Targets targets = living(work);
  const KeepRule keep = [&work](const ResourceRecord& record, const ResourceState& state) {
    return keep_on_deletion(work, record, state);
  };
  co_await delete_targets(work, targets, keep);
  if (!work.failed.empty()) {
    work.end_operation(StackStatus::kDeleteFailed, failed_to("delete", work.failed));
    co_return;
  }
  sqlite::Transaction transaction{work.parts.store.database()};
  forget_stack(work);
  work.end_operation(StackStatus::kDeleteComplete);
  transaction.commit();
}

/// Has those that were changed in place come to their ends, where more than their deletion belongs to the cleanup.
Task<> finish_updated(StackWork& work) {
  for (const auto& [logical_id, record] : work.resources) {
    const ResourceType* type = find_resource_type(record.current.type);
    if (!type || !type->finish || record.change != ResourceChange::kUpdated) continue;
    ResourceCall call = work.call_for(logical_id, record.current);
    const ApiResult<void> finished = co_await type->finish(call);
    if (finished.has_error()) work.failed.push_back(logical_id);
  }
}

Task<> clean_up(StackWork& work) {
  const bool is_rollback = work.stack.status == StackStatus::kUpdateRollbackCompleteCleanupInProgress;
  // What it turned back by itself, no parent has to ask of it.
  if (work.operation.waits_for_parent && !is_rollback) co_return;
  Targets targets;
  for (auto& [logical_id, record] : work.resources) {
    if (record.change == ResourceChange::kReplaced && record.previous) {
      targets.emplace(logical_id, &*record.previous);
    } else if (record.change == ResourceChange::kRemoved) {
      targets.emplace(logical_id, &record.current);
    }
  }
  const KeepRule keep = [&work, is_rollback](const ResourceRecord& record, const ResourceState& state) {
    if (is_rollback) return keep_of_new(work, state);
    if (record.change == ResourceChange::kRemoved) return keep_on_deletion(work, record, state);
    return state.update_replace_policy == "Retain" ? Keep::kYes : Keep::kNo;
  };
  co_await delete_targets(work, targets, keep);
  if (!is_rollback) co_await finish_updated(work);
  // What cannot be deleted now is abandoned: it belongs to no stack any more.
  const std::string left_over = work.failed.empty() ? "" : "One or more resources could not be deleted.";
  sqlite::Transaction transaction{work.parts.store.database()};
  end_changes(work);
  if (is_rollback) {
    work.end_operation(StackStatus::kUpdateRollbackComplete, left_over);
  } else {
    work.end_operation(StackStatus::kUpdateComplete,
                       left_over.empty() ? "" : "Update successful. " + left_over);
  }
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
