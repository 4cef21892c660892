#pragma once
/// What a resource's step that takes long tells its stack and keeps for a restart.
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {

class StepJournal {
 public:
  virtual ~StepJournal() = default;
  /// What was kept last; empty in a step that has just begun.
  virtual json::object state() = 0;
  /// Keeps `state`, and writes an event with each of `reasons`, in one transaction.
  virtual void keep(const json::object& state, const std::vector<std::string>& reasons) = 0;
  /// Those that have come since the step began.
  virtual std::vector<ResourceSignal> signals() = 0;
  /// Has the signal count, with its event.
  virtual void take(const ResourceSignal& signal) = 0;
};

}  // namespace eni::sandbox::cloudformation
