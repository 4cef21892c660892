/// Import of resources that are there already, and its rollback, which forgets them.
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"
#include "sandbox/services/cloudformation/engine/resource_steps.h"
#include "sandbox/services/cloudformation/engine/run_steps.h"
#include "sandbox/services/cloudformation/engine/secret_masks.h"
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Reads what it has to offer to others.
Task<StepResult<>> take_attributes(StackWork& work, ResourceRecord& record) {
  const ResourceType& type = *find_resource_type(record.current.type);
  ResourceCall call = work.call_for(record.logical_id, record.current);
  const ApiResult<bool> there = co_await id_exists(type, call);
  if (there.has_error()) co_return Failure{there.error().message};
  if (!*there) co_return Failure{no_such_resource(type.name, call.physical_id)};
  ApiResult<ResourceOutcome> outcome = co_await current_outcome(type, call);
  if (outcome.has_error()) co_return Failure{outcome.error().message};
  record.current.attributes = std::move(outcome->attributes);
  co_return StepResult<>{};
}

Task<StepResult<>> import_resource(StackWork& work, ResourceRecord& record) {
  ENI_CO_TRY(ResourceState wanted, co_await wanted_state(work, record.logical_id));
  record.current = std::move(wanted);
  record.current.physical_id = text_at(work.operation.imports, record.logical_id);
  work.set_resource_status(record, ResourceStatus::kImportInProgress, "Resource import started.");
  co_await yield(work.parts.scheduler);
  ENI_CO_CHECK(co_await take_attributes(work, record));
  work.set_resource_status(record, ResourceStatus::kImportComplete, "Resource import completed.");
  work.set_resource_status(record, ResourceStatus::kUpdateInProgress,
                           "Apply stack-level tags to imported resource if applicable.");
  ResourceState untagged = record.current;
  untagged.stack_tags = {};
  ENI_CO_CHECK(co_await change_physical(work, record.logical_id, untagged, record.current));
  work.set_resource_status(record, ResourceStatus::kUpdateComplete);
  co_return StepResult<>{};
}

/// The row says that it is the import's before anything else does: the rollback forgets it.
Task<StepResult<>> import_step(StackWork& work, const std::string& logical_id) {
  ResourceRecord& record = work.record(logical_id);
  if (record.status == ResourceStatus::kUpdateComplete) co_return StepResult<>{};
  record.change = ResourceChange::kAdded;
  record.current.type = work.model->tmpl.find_resource(logical_id)->type;
  StepResult<> imported = co_await import_resource(work, record);
  if (imported.has_error()) {
    const bool is_imported = record.status == ResourceStatus::kUpdateInProgress;
    work.failed.push_back(logical_id);
    work.set_resource_status(record,
                             is_imported ? ResourceStatus::kUpdateFailed : ResourceStatus::kImportFailed,
                             without_secrets(record.current, imported.error().reason));
    work.stop();
  }
  co_return imported;
}

/// Those that are imported, each after what it needs of the others.
Waits import_waits(const StackWork& work) {
  Waits waits;
  for (const auto& [logical_id, physical_id] : work.operation.imports) waits[std::string(logical_id)];
  for (auto& [logical_id, needs] : waits) {
    for (const std::string& need : work.model->graph.needs.at(logical_id))
      if (waits.contains(need)) needs.insert(need);
  }
  return waits;
}

Task<> give_up(StackWork& work) {
  work.set_stack_status(StackStatus::kImportRollbackInProgress,
                        work.stop_reason(failed_to("import", work.failed)));
  co_await roll_back_import(work);
}

/// A former run had failed already, and was killed before the stack's status said so.
bool had_failed(StackWork& work) {
  for (const auto& [logical_id, record] : work.resources) {
    const bool has_failed =
        record.status == ResourceStatus::kImportFailed || record.status == ResourceStatus::kUpdateFailed;
    if (has_failed && record.change == ResourceChange::kAdded) work.failed.push_back(logical_id);
  }
  return !work.failed.empty();
}

}  // namespace

Task<> import_stack_resources(StackWork& work) {
  auto model = make_model(work.operation.target.value(), work.stack);
  if (model.has_error()) work.stop_if_failed(Failure{model.error().message});
  if (model.has_value()) work.model = *std::move(model);
  if (work.stopping || had_failed(work)) {
    co_await give_up(work);
    co_return;
  }
  const Waits waits = import_waits(work);
  std::vector<std::string> order;
  for (const std::string& id : work.model->graph.order)
    if (waits.contains(id)) order.push_back(id);
  const Step step = [&work](const std::string& id) { return import_step(work, id); };
  const MayGoOn may_go_on = [&work] { return !work.stopping; };
  co_await run_steps(work, order, waits, step, may_go_on);
  if (work.stopping) {
    co_await give_up(work);
    co_return;
  }
  sqlite::Transaction transaction{work.parts.store.database()};
  for (const std::string& id : order) {
    ResourceRecord& record = work.record(id);
    record.change = ResourceChange::kNone;
    work.save(record);
  }
  work.stack.definition = *work.operation.target;
  work.stack.description = work.model->tmpl.description;
  work.end_operation(StackStatus::kImportComplete);
  transaction.commit();
}

void forget_imports(StackWork& work) {
  std::vector<std::string> imported;
  for (const auto& [logical_id, record] : work.resources)
    if (record.change == ResourceChange::kAdded) imported.push_back(logical_id);
  for (const std::string& id : imported) work.erase(id);
}

/// [assumption] the events of resources
Task<> roll_back_import(StackWork& work) {
  for (const ResourceStatus status :
       {ResourceStatus::kImportRollbackInProgress, ResourceStatus::kImportRollbackComplete}) {
    for (auto& [logical_id, record] : work.resources)
      if (record.change == ResourceChange::kAdded) work.set_resource_status(record, status);
    co_await yield(work.parts.scheduler);
  }
  sqlite::Transaction transaction{work.parts.store.database()};
  forget_imports(work);
  work.end_operation(StackStatus::kImportRollbackComplete);
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
