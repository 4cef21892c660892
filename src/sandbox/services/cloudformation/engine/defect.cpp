/// The end of operations that a defect broke off.
#include "sandbox/services/cloudformation/engine/finish.h"
#include "sandbox/services/cloudformation/engine/phases.h"
#include "sandbox/services/cloudformation/engine/reasons.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Ending {
  std::string_view status;
  std::string_view after_defect;
  void (*settle_rows)(StackWork&) = nullptr;
};
constexpr Ending kEndings[] = {
    {"CREATE_IN_PROGRESS", "CREATE_FAILED", settle},
    {"ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED"},
    {"DELETE_IN_PROGRESS", "DELETE_FAILED"},
    {"UPDATE_IN_PROGRESS", "UPDATE_FAILED"},
    {"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE", end_changes},
    {"UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"},
    {"UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", end_changes},
};

const Ending* find_ending(std::string_view status) {
  const auto row = std::find_if(std::begin(kEndings), std::end(kEndings),
                                [status](const Ending& ending) { return ending.status == status; });
  return row == std::end(kEndings) ? nullptr : row;
}

}  // namespace

std::string_view status_after_defect(std::string_view status) {
  const Ending* ending = find_ending(status);
  return ending ? ending->after_defect : std::string_view{};
}

void end_after_defect(StackWork& work) {
  const Ending* ending = find_ending(work.stack.status);
  if (!ending) return;
  sqlite::Transaction transaction{work.parts.store.database()};
  for (auto& [logical_id, record] : work.resources) {
    if (record.status != "DELETE_IN_PROGRESS") continue;
    work.set_resource_status(record, "DELETE_FAILED", std::string(kInternalFailure));
  }
  abandon_in_progress(work);
  if (ending->settle_rows) ending->settle_rows(work);
  // The operation stays: RollbackStack and ContinueUpdateRollback go on with it.
  work.set_stack_status(ending->after_defect, std::string(kInternalFailure));
  transaction.commit();
}

}  // namespace eni::sandbox::cloudformation
