#include "sandbox/task_engine/session/command_sessions.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::chrono::minutes kOpenLimit{1};
constexpr std::size_t kMaxWaiting = 1'000;
constexpr std::size_t kIdLength = 17;
constexpr std::size_t kTokenLength = 64;
constexpr std::string_view kPath = "/v1/data-channel/";

/// "/v1/data-channel/ID?role=publish_subscribe" names ID.
std::string session_of(std::string_view target) {
  if (!target.starts_with(kPath)) return "";
  const std::string_view rest = target.substr(kPath.size());
  return std::string{rest.substr(0, rest.find('?'))};
}

}  // namespace

Result<OpenedSession> CommandSessions::open(std::string task, std::string container,
                                            std::vector<std::string> argv) {
  drop_expired();
  if (waiting_.size() >= kMaxWaiting)
    return Error{"there are " + std::to_string(kMaxWaiting) + " sessions that nobody has opened yet", ""};
  if (!server_) {
    ENI_TRY(server_,
            net::WebSocketServer::listen(
                services_.loop, [this](const std::string& target, std::unique_ptr<net::WebSocket> socket) {
                  accept(target, std::move(socket));
                }));
  }
  SessionTarget target{"ecs-execute-command-" + services_.random.text(kIdLength, kLowerHex),
                       services_.random.text(kTokenLength, kAlphanumeric), std::move(task),
                       std::move(container), std::move(argv)};
  OpenedSession opened{target.id,
                       "ws://127.0.0.1:" + std::to_string(server_->port()) + std::string{kPath} + target.id +
                           "?role=publish_subscribe",
                       target.token};
  waiting_.insert_or_assign(opened.id, Waiting{std::move(target), services_.loop.now() + kOpenLimit});
  return opened;
}

void CommandSessions::accept(const std::string& target, std::unique_ptr<net::WebSocket> socket) {
  drop_expired();
  auto found = waiting_.extract(session_of(target));
  if (found.empty()) return;  // Which closes it.
  running_.spawn(serve_session(services_, std::move(found.mapped().target), std::move(socket)));
}

void CommandSessions::drop_expired() {
  std::erase_if(waiting_,
                [now = services_.loop.now()](const auto& entry) { return entry.second.until <= now; });
}

}  // namespace eni::sandbox::task_engine
