#include "sandbox/task_engine/endpoints/task_metadata_server.h"

#include "net/server.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

/// As long as the agent waits for a request. Source: aws/amazon-ecs-agent, agent/handlers/task_server_setup.go.
constexpr std::chrono::seconds kReadTimeout{5};
constexpr std::size_t kMaxHeaderBytes = 16 * 1024;
/// The one body there is has two members.
constexpr std::size_t kMaxBodyBytes = 16 * 1024;
/// A client that goes does not end what it asked for.
constexpr std::size_t kMaxRequestsUnderWay = 2 * kMaxMetadataConnections;

class LoopTaskMetadataServer final : public TaskMetadataServer {
 public:
  LoopTaskMetadataServer(net::EventLoop& loop, TaskMetadataSource& source) : service_{loop, source} {}

  Result<void> listen(net::EventLoop& loop, net::Descriptor listener) {
    net::ServerOptions options;
    options.listener = listener.release();
    options.max_header_bytes = kMaxHeaderBytes;
    options.max_body_bytes = kMaxBodyBytes;
    options.max_held_bytes = kMaxMetadataConnections * kMaxBodyBytes;
    options.max_connections = kMaxMetadataConnections;
    options.idle_timeout = kReadTimeout;
    ENI_TRY(server_, net::Server::listen(loop, options, [this](net::Request&& request, auto responder) {
              if (tasks_.size() >= kMaxRequestsUnderWay) return responder->send({503, {}, ""});
              tasks_.spawn(respond(std::move(request), std::move(responder)));
            }));
    return {};
  }

 private:
  Task<void> respond(net::Request request, std::shared_ptr<net::Responder> responder) {
    auto answering = service_.answer(std::move(request));
    net::Response response = co_await std::move(answering);
    responder->send(std::move(response));
  }

  TaskMetadataService service_;
  std::unique_ptr<net::Server> server_;
  TaskGroup tasks_;  ///< ends first: what waits is dropped before the server is
};

}  // namespace

Result<std::unique_ptr<TaskMetadataServer>> serve_task_metadata(net::EventLoop& loop,
                                                                net::Descriptor listener,
                                                                TaskMetadataSource& source) {
  auto server = std::make_unique<LoopTaskMetadataServer>(loop, source);
  ENI_CHECK(server->listen(loop, std::move(listener)));
  return std::unique_ptr<TaskMetadataServer>{std::move(server)};
}

}  // namespace eni::sandbox::task_engine::endpoints
