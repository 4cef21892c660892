#pragma once
/// What the end of an operation has to do beside its resources: outputs, exports, imports, the time limit.
#include <functional>
#include <optional>
#include <string>

#include "sandbox/services/cloudformation/engine/stack_work.h"

namespace eni::sandbox::cloudformation {

/// Evaluates the outputs of work.model into work.stack, and checks its exports; nothing is written.
/// @return  why not, with a space at its end, or ""
Task<std::string> take_outputs(StackWork& work);
/// Writes the exports and imports that take_outputs() found.
/// "No export named X found. " if the template imports what is not there, else "".
std::string missing_export(StackWork& work);
void save_exports(StackWork& work);
/// "Export X cannot be deleted as it is in use by Y", or "" if none of the stack's exports is imported.
std::string export_in_use(StackWork& work);

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
