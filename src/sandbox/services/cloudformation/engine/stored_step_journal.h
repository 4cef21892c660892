#pragma once
/// The journal of a step in the store, with its events.
#include "sandbox/services/cloudformation/calls/step_journal.h"
#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

class StoredStepJournal final : public StepJournal {
 public:
  StoredStepJournal(StackWork& work, const std::string& logical_id) : work_{work}, logical_id_{logical_id} {}

  json::object state() override;
  void keep(const json::object& state, const std::vector<std::string>& reasons) override;
  std::vector<ResourceSignal> signals() override;
  void take(const ResourceSignal& signal) override;

 private:
  void write_event(const std::string& reason);

  StackWork& work_;
  std::string logical_id_;
};

}  // namespace eni::sandbox::cloudformation
