#include "sandbox/task_engine/endpoints/task_metadata_server.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

/// As long as the agent waits for a request. Source: aws/amazon-ecs-agent, agent/handlers/task_server_setup.go.
constexpr std::chrono::seconds kReadTimeout{5};
constexpr std::size_t kMaxHeaderBytes = 16 * 1024;
/// The one body there is has two members.
constexpr std::size_t kMaxBodyBytes = 16 * 1024;
/// A client that goes does not end what it asked for.
constexpr std::size_t kMaxRequestsUnderWay = 2 * kMaxMetadataConnections;

}  // namespace

void TaskMetadataRequests::answer(net::Request&& request, std::shared_ptr<net::Responder> responder) {
  if (tasks_.size() >= kMaxRequestsUnderWay) return responder->send({503, {}, ""});
  tasks_.spawn(respond(std::move(request), std::move(responder)));
}

Task<void> TaskMetadataRequests::respond(net::Request request, std::shared_ptr<net::Responder> responder) {
  auto answering = service_.answer(std::move(request));
  net::Response response = co_await std::move(answering);
  responder->send(std::move(response));
}

Result<std::unique_ptr<net::Server>> serve_task_metadata(net::EventLoop& loop, net::Descriptor listener,
                                                         net::Handler handler) {
  net::ServerOptions options;
  options.listener = listener.release();
  options.max_header_bytes = kMaxHeaderBytes;
  options.max_body_bytes = kMaxBodyBytes;
  options.max_held_bytes = kMaxMetadataConnections * kMaxBodyBytes;
  options.max_connections = kMaxMetadataConnections;
  options.idle_timeout = kReadTimeout;
  return net::Server::listen(loop, std::move(options), std::move(handler));
}

}  // namespace eni::sandbox::task_engine::endpoints
