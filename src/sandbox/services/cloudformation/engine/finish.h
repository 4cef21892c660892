#pragma once
/// What the end of an operation has to do beside its resources: outputs, exports, imports, the time limit.
#include <functional>
#include <optional>
#include <string>

#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Evaluates the outputs of work.model into work.outputs, and checks its exports; nothing is written.
Task<StepResult<>> take_outputs(StackWork& work);
/// Writes the exports and imports that take_outputs() found.
void save_exports(StackWork& work);
/// @error  "No export named X found" if the template imports what is not there
StepResult<> check_imports(StackWork& work);
/// @error  "Export X cannot be deleted as it is in use by Y"
StepResult<> check_exports_unused(StackWork& work);

/// Ends what a former run of the sandbox left in progress, when the operation is to be given up: as failed, and with
/// the physical id of what it may have made.
void abandon_in_progress(StackWork& work);

/// Calls once at a time, unless it is destroyed before.
class Alarm {
 public:
  Alarm(Scheduler& scheduler, std::optional<TimePoint> when, std::function<void()> ring);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  Scheduler& scheduler_;
  std::optional<Scheduler::TimerId> timer_;
};

}  // namespace eni::sandbox::cloudformation
