/// Creation of a stack, and its rollback.
#include "sandbox/services/cloudformation/engine/creation_journal.h"
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/engine/parameter_check.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/engine/rollback_triggers.h"
#include "sandbox/services/cloudformation/engine/run_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kTimedOut = "Stack creation time exceeded the specified timeout.";

/// A former run had failed already, and was killed before the stack's status said so.
bool had_failed(StackWork& work) {
  for (const auto& [logical_id, record] : work.resources) {
    if (record.status == ResourceStatus::kCreateFailed) work.failed.push_back(logical_id);
  }
  return !work.failed.empty();
}

Task<> give_up(StackWork& work) {
  const std::string reason = work.stop_reason(failed_to("create", work.failed));
  work.failed.clear();
  work.stopping = false;
  if (work.operation.cancelled) {
    work.operation.cancelled = false;
    work.stack.operation = work.operation.to_json();
    work.set_stack_status(StackStatus::kDeleteInProgress, "User Initiated");
    co_await delete_stack_resources(work);
    co_return;
  }
  switch (work.operation.on_failure) {
    case OnFailure::kDoNothing: {
      sqlite::Transaction transaction{work.parts.store.database()};
      settle(work);
      work.set_stack_status(StackStatus::kCreateFailed, reason);
      transaction.commit();
      co_return;
    }
    case OnFailure::kDelete:
      work.set_stack_status(StackStatus::kDeleteInProgress, sentence(reason) + "Delete requested by user.");
      co_await delete_stack_resources(work);
      co_return;
    case OnFailure::kRollback:
      work.set_stack_status(StackStatus::kRollbackInProgress,
                            sentence(reason) + "Rollback requested by user.");
      co_await roll_back_creation(work);
      co_return;
  }
}

/// Makes what the template has, for as long as TimeoutInMinutes allows: a rollback may take longer than that.
Task<> create_in_time(StackWork& work) {
  const Alarm timeout{work.parts.scheduler, work.operation.deadline,
                      [&work] { work.stop_if_failed(Failure{std::string(kTimedOut)}); }};
  const TriggerWatch triggers{work};
  const tmpl::Graph& graph = work.model->graph;
  const Step step = [&work](const std::string& id) { return create_step(work, id); };
  const MayGoOn may_go_on = [&work] { return !work.stopping; };
  co_await run_steps(work, graph.order, graph.needs, step, may_go_on);
  if (!work.stopping) co_await monitor(work);
}

}  // namespace

void settle(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    if (record.status != ResourceStatus::kCreateComplete) continue;
    record.change = ResourceChange::kNone;
    work.save(record);
  }
}

Task<> create_stack_resources(StackWork& work) {
  auto model = make_model(work.stack.definition, work.stack);
  if (model.has_error()) {
    work.stop_if_failed(Failure{model.error().message});
    co_await give_up(work);
    co_return;
  }
  work.model = *std::move(model);
  if (had_failed(work) || work.operation.cancelled) {
    co_await find_all_made(work);
    abandon_in_progress(work);
    co_await give_up(work);
    co_return;
  }
  if (work.resources.empty()) co_await check_what_is_named(work);
  if (!work.stopping) co_await create_in_time(work);
  if (!work.stopping) {
    const StepResult<> taken = co_await take_outputs(work);
    work.stop_if_failed(taken);
  }
  if (work.stopping) {
    co_await give_up(work);
    co_return;
  }
  sqlite::Transaction transaction{work.parts.store.database()};
  settle(work);
  save_exports(work);
  work.end_operation(StackStatus::kCreateComplete);
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
