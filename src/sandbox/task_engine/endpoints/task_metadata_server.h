#pragma once
/// The task metadata endpoint on a listening socket of the task's own network, at 169.254.170.2:80.
#include <memory>

#include "base/result.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/task_engine/endpoints/task_metadata_service.h"

namespace eni::sandbox::task_engine::endpoints {

/// Connections of a task at a time: each is a descriptor of the sandbox's. More are closed at once.
inline constexpr std::size_t kMaxMetadataConnections = 64;

class TaskMetadataServer {
 public:
  /// Closes its connections; what is under way is not answered.
  virtual ~TaskMetadataServer() = default;
};

/// @param listener  a listening stream socket; it is closed with the server
/// @param source    outlives the server
/// @error  "cannot take over a listening socket: …"
Result<std::unique_ptr<TaskMetadataServer>> serve_task_metadata(net::EventLoop& loop,
                                                                net::Descriptor listener,
                                                                TaskMetadataSource& source);

}  // namespace eni::sandbox::task_engine::endpoints
