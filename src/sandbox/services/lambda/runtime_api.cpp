#include "sandbox/services/lambda/runtime_api.h"

#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/outcome.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::string_view kBase = "/2018-06-01/runtime/";
constexpr std::string_view kInvocation = "invocation/";
/// Of answers whose length is not said first; so much is read to tell how long they were.
constexpr std::size_t kMaxBodyBytes = 4 * kMaxResponseBytes;
/// A runtime has one, extensions some.
constexpr std::size_t kMaxConnections = 64;

net::Response answer(int status, json::object body) {
  return {status, {{"Content-Type", "application/json"}}, json::serialize(body)};
}

net::Response accepted() { return answer(202, {{"status", "OK"}}); }

net::Response refused(int status, std::string_view type, std::string_view message) {
  return answer(status, {{"errorMessage", message}, {"errorType", type}});
}

net::Response out_of_order() {
  return refused(403, "InvalidStateTransition", "State transition is not allowed");
}

}  // namespace

Result<std::unique_ptr<RuntimeApi>> RuntimeApi::listen(net::EventLoop& loop, net::ServerOptions options,
                                                       std::function<void(RuntimeEvent)> on_event) {
  std::unique_ptr<RuntimeApi> api{new RuntimeApi{std::move(on_event)}};
  options.idle_timeout = std::chrono::hours{1};
  options.max_connections = kMaxConnections;
  options.max_body_bytes = options.max_held_bytes = kMaxBodyBytes;
  options.check_head = [self = api.get()](const net::Request& head) { return self->check_head(head); };
  ENI_TRY(api->server_,
          net::Server::listen(loop, options,
                              [self = api.get()](const net::Request& request,
                                                 const std::shared_ptr<net::Responder>& responder) {
                                bool held = false;
                                net::Response response = self->serve(request, responder, held);
                                if (!held) responder->send(std::move(response));
                              }));
  return api;
}

std::string RuntimeApi::address() const { return "127.0.0.1:" + std::to_string(server_->port()); }

bool RuntimeApi::is_from_process(const net::Request& request) const {
  return !request.headers.contains("Origin") && request.headers.text("Host") == address();
}

net::Response RuntimeApi::serve(const net::Request& request, const std::shared_ptr<net::Responder>& responder,
                                bool& held) {
  if (!is_from_process(request)) return refuse_stranger();
  std::string_view path = request.path();
  if (!path.starts_with(kBase)) return refused(404, "NotFound", "not a path of the Runtime API");
  path.remove_prefix(kBase.size());
  if (request.method == "GET" && path == "invocation/next") return take_next(responder, held);
  if (request.method == "POST" && path == "init/error") return take_init_error(request);
  if (request.method == "POST" && path.starts_with(kInvocation))
    return take_answer(path.substr(kInvocation.size()), request, request.body.size());
  return refused(404, "NotFound", "not a path of the Runtime API");
}

std::optional<net::Response> RuntimeApi::check_head(const net::Request& head) {
  if (!is_from_process(head)) return refuse_stranger();
  std::string_view path = head.path();
  if (!path.starts_with(kBase)) return refused(404, "NotFound", "not a path of the Runtime API");
  path.remove_prefix(kBase.size());
  const auto length = parse_integer(head.headers.text("Content-Length"));
  const bool is_too_long = length && *length > static_cast<std::int64_t>(kMaxResponseBytes);
  if (!is_too_long || head.method != "POST" || !path.starts_with(kInvocation) || !path.ends_with("/response"))
    return std::nullopt;
  return take_answer(path.substr(kInvocation.size()), head, static_cast<std::uint64_t>(*length));
}

net::Response RuntimeApi::refuse_stranger() const {
  return refused(403, "AccessDenied",
                 "only the function's process may call its Runtime API, at " + address());
}

net::Response RuntimeApi::take_next(const std::shared_ptr<net::Responder>& responder, bool& held) {
  if (stage_ != Stage::kInit && stage_ != Stage::kAnswered) return out_of_order();
  held = true;
  waiting_ = responder;
  stage_ = Stage::kWaiting;
  on_event_({RuntimeEvent::Kind::kReady});
  return {};
}

net::Response RuntimeApi::take_init_error(const net::Request& request) {
  if (stage_ != Stage::kInit) return out_of_order();
  stage_ = Stage::kInitFailed;
  on_event_({RuntimeEvent::Kind::kInitError, request.body});
  return accepted();
}

net::Response RuntimeApi::take_answer(std::string_view path, const net::Request& request,
                                      std::uint64_t body_bytes) {
  const auto slash = path.find('/');
  const std::string_view id = path.substr(0, slash);
  const std::string_view what = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  if (what != "response" && what != "error") return refused(404, "NotFound", "not a path of the Runtime API");
  if (stage_ != Stage::kRunning) return out_of_order();
  if (id != request_id_) return refused(400, "InvalidRequestID", "Invalid request ID");
  stage_ = Stage::kAnswered;
  if (what == "error") {
    on_event_({RuntimeEvent::Kind::kError, request.body});
    return accepted();
  }
  if (body_bytes > kMaxResponseBytes) {
    on_event_({RuntimeEvent::Kind::kTooLarge, {}, body_bytes});
    return {413, {{"Content-Type", "application/json"}}, response_too_large(body_bytes).payload};
  }
  on_event_({RuntimeEvent::Kind::kResponse, request.body});
  return accepted();
}

void RuntimeApi::deliver(RuntimeInvocation invocation) {
  net::Response response;
  response.headers = {{"Content-Type", "application/json"},
                      {"Lambda-Runtime-Aws-Request-Id", invocation.request_id},
                      {"Lambda-Runtime-Deadline-Ms", std::to_string(epoch_millis(invocation.deadline))},
                      {"Lambda-Runtime-Invoked-Function-Arn", std::move(invocation.function_arn)},
                      {"Lambda-Runtime-Trace-Id", std::move(invocation.trace_id)}};
  if (!invocation.client_context.empty()) {
    response.headers.add("Lambda-Runtime-Client-Context", std::move(invocation.client_context));
  }
  response.body = std::move(invocation.payload);
  stage_ = Stage::kRunning;
  request_id_ = std::move(invocation.request_id);
  const auto responder = std::exchange(waiting_, nullptr);
  responder->send(std::move(response));
}

}  // namespace eni::sandbox::lambda_service
