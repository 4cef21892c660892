/// The end of operations that a defect broke off.
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Ending {
  StackStatus status;
  StackStatus after_defect;
  void (*settle_rows)(StackWork&) = nullptr;
};
constexpr Ending kEndings[] = {
    {StackStatus::kCreateInProgress, StackStatus::kCreateFailed, settle},
    {StackStatus::kRollbackInProgress, StackStatus::kRollbackFailed},
    {StackStatus::kDeleteInProgress, StackStatus::kDeleteFailed},
    {StackStatus::kUpdateInProgress, StackStatus::kUpdateFailed},
    {StackStatus::kUpdateCompleteCleanupInProgress, StackStatus::kUpdateComplete, end_changes},
    {StackStatus::kUpdateRollbackInProgress, StackStatus::kUpdateRollbackFailed},
    {StackStatus::kUpdateRollbackCompleteCleanupInProgress, StackStatus::kUpdateRollbackComplete,
     end_changes},
    {StackStatus::kImportInProgress, StackStatus::kImportRollbackFailed, forget_imports},
    {StackStatus::kImportRollbackInProgress, StackStatus::kImportRollbackFailed, forget_imports},
};

const Ending* find_ending(StackStatus status) {
  const auto row = std::find_if(std::begin(kEndings), std::end(kEndings),
                                [status](const Ending& ending) { return ending.status == status; });
  return row == std::end(kEndings) ? nullptr : row;
}

}  // namespace

std::optional<StackStatus> status_after_defect(StackStatus status) {
  const Ending* ending = find_ending(status);
  if (!ending) return std::nullopt;
  return ending->after_defect;
}

void end_after_defect(StackWork& work) {
  const Ending* ending = find_ending(work.stack.status);
  if (!ending) return;
  sqlite::Transaction transaction{work.parts.store.database()};
  for (auto& [logical_id, record] : work.resources) {
    if (record.status != ResourceStatus::kDeleteInProgress) continue;
    work.set_resource_status(record, ResourceStatus::kDeleteFailed, std::string(kInternalFailure));
  }
  abandon_in_progress(work);
  if (ending->settle_rows) ending->settle_rows(work);
  // The operation stays: RollbackStack and ContinueUpdateRollback go on with it.
  work.set_stack_status(ending->after_defect, std::string(kInternalFailure));
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
