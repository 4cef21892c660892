#include "sandbox/services/cloudformation/engine/stored_step_journal.h"

namespace eni::sandbox::cloudformation {

json::object StoredStepJournal::state() {
  return work_.parts.store.get<CloudFormationSteps>().state(work_.stack.id, logical_id_);
}

void StoredStepJournal::keep(const json::object& state, const std::vector<std::string>& reasons) {
  sqlite::Transaction transaction{work_.parts.store.database()};
  work_.parts.store.get<CloudFormationSteps>().keep(work_.stack.id, logical_id_, state);
  for (const std::string& reason : reasons) write_event(reason);
  transaction.commit();
}

std::vector<ResourceSignal> StoredStepJournal::signals() {
  return work_.parts.store.get<CloudFormationSteps>().signals(work_.stack.id, logical_id_);
}

void StoredStepJournal::take(const ResourceSignal& signal) {
  const std::string status = signal.is_success ? "SUCCESS" : "FAILURE";
  sqlite::Transaction transaction{work_.parts.store.database()};
  work_.parts.store.get<CloudFormationSteps>().take_signal(signal.number);
  write_event("Received " + status + " signal with UniqueId " + signal.unique_id);
  transaction.commit();
}

void StoredStepJournal::write_event(const std::string& reason) {
  ResourceRecord& record = work_.record(logical_id_);
  work_.set_resource_status(record, record.status, reason);
}

}  // namespace eni::sandbox::cloudformation
