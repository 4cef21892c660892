#pragma once
/// The task metadata endpoint on a listening socket, at 169.254.170.2:80 of the network that tasks are in.
#include <memory>

#include "base/result.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "net/server.h"
#include "sandbox/task_engine/endpoints/task_metadata_service.h"

namespace eni::sandbox::task_engine::endpoints {

/// Connections to a listener at a time: each is a descriptor of the sandbox's. More are closed at once.
inline constexpr std::size_t kMaxMetadataConnections = 64;

/// What a task is asked, and answers, at a time. What is under way at its end is not answered.
class TaskMetadataRequests {
 public:
  /// Both outlive it.
  /// @param on_defect  an exception of an answer's, upon which the connection of who asked ends
  TaskMetadataRequests(const Clock& clock, TaskMetadataSource& source, TaskGroup::OnException on_defect)
      : service_{clock, source}, tasks_{std::move(on_defect)} {}

  /// Answers now or later; 503 if too much is under way.
  void answer(net::Request&& request, std::shared_ptr<net::Responder> responder);

 private:
  Task<void> respond(net::Request request, std::shared_ptr<net::Responder> responder);

  TaskMetadataService service_;
  TaskGroup tasks_;
};

/// With the agent's limits of time and size.
/// @param listener  a listening stream socket; it is closed with the server
/// @param handler   outlives the server, with all that it uses
/// @error  "cannot take over a listening socket: …"
Result<std::unique_ptr<net::Server>> serve_task_metadata(net::EventLoop& loop, net::Descriptor listener,
                                                         net::Handler handler);

}  // namespace eni::sandbox::task_engine::endpoints
