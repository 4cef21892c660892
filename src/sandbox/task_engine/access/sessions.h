#pragma once
/// What becomes of a request on the control socket: a session, until what was asked for is done or the command has gone.
#include "base/scheduler.h"
#include "base/task.h"
#include "sandbox/task_engine/access/connection.h"
#include "sandbox/task_engine/access/task_access.h"
#include "task_access/request.h"

namespace eni::sandbox::task_engine {

struct SessionParts {
  Scheduler& scheduler;
  TaskAccess& access;
  Connection& connection;
  task_access::Request request;
  std::vector<net::Descriptor> descriptors;  ///< that came with it
};

/// An error is what the command is answered.
using Session = Task<Result<void>> (*)(SessionParts parts);

Task<Result<void>> run_exec(SessionParts parts);
Task<Result<void>> run_shell(SessionParts parts);
Task<Result<void>> send_logs(SessionParts parts);
Task<Result<void>> open_capture(SessionParts parts);

}  // namespace eni::sandbox::task_engine
