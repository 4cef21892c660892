#include "sandbox/task_engine/access/access_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/defect.h"
#include "net/local_socket.h"
#include "sandbox/task_engine/access/connection.h"
#include "sandbox/task_engine/access/sessions.h"
#include "task_access/request.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr const char* kAccess = "a command's access to a task";
constexpr std::size_t kMaxSessions = 128;
/// A command asks at once.
constexpr std::chrono::seconds kRequestLimit{10};
constexpr std::chrono::milliseconds kRetryPause{100};

struct Row {
  task_access::Action action;
  Session run;
};

constexpr Row kRows[] = {
    {task_access::Action::kExec, run_exec},
    {task_access::Action::kShell, run_shell},
    {task_access::Action::kLogs, send_logs},
    {task_access::Action::kCapture, open_capture},
};

Session session_of(task_access::Action action) {
  for (const Row& row : kRows) {
    if (row.action == action) return row.run;
  }
  return nullptr;
}

bool is_allowed(int socket) {
  const auto user = net::user_of_peer(socket);
  return user && (*user == geteuid() || *user == 0);
}

/// @error  what the command is answered
Task<Result<void>> answer(Scheduler& scheduler, TaskAccess& access, Connection& connection) {
  auto event = co_await connection.events().pop_until(scheduler.now() + kRequestLimit);
  if (!event) co_return Error{"no request came in time", ""};
  if (event->kind != SessionEvent::Kind::kMessage) co_return Result<void>{};
  ENI_CO_TRY(task_access::Request request, task_access::parse_request(event->message.bytes));
  const Session run = session_of(request.action);
  auto running =
      run({scheduler, access, connection, std::move(request), std::move(event->message.descriptors)});
  co_return co_await std::move(running);
}

/// For the request of who is refused.
constexpr std::chrono::seconds kRefusalLimit{1};

Error not_allowed() { return {"only the user who runs the sandbox may reach into its tasks", ""}; }

Error too_many() {
  return {"there are " + std::to_string(kMaxSessions) + " such commands already", "end some"};
}

}  // namespace

Result<std::unique_ptr<AccessServer>> AccessServer::listen(net::EventLoop& loop, Logger& log,
                                                           std::string path, TaskAccess& access) {
  ENI_TRY(net::Descriptor listener, net::listen_at(path));
  return std::unique_ptr<AccessServer>{
      new AccessServer{loop, log, std::move(path), access, std::move(listener)}};
}

AccessServer::AccessServer(net::EventLoop& loop, Logger& log, std::string path, TaskAccess& access,
                           net::Descriptor listener)
    : loop_{loop},
      log_{log},
      path_{std::move(path)},
      access_{access},
      listener_{net::DescriptorWatch::make(loop, listener.release())},
      sessions_{logged_as(log, kAccess)} {
  wait_for_commands();
}

AccessServer::~AccessServer() { unlink(path_.c_str()); }

void AccessServer::wait_for_commands() {
  listener_->wait(net::DescriptorWatch::Event::kReadable, [this] { accept_command(); });
}

void AccessServer::accept_command() {
  net::Descriptor socket{accept4(listener_->descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (socket) {
    sessions_.spawn(serve(std::move(socket)));
    return wait_for_commands();
  }
  // Without descriptors it stays readable.
  loop_.call_at(loop_.now() + kRetryPause, [this, alive = std::weak_ptr{alive_}] {
    if (!alive.expired()) wait_for_commands();
  });
}

Task<void> AccessServer::serve(net::Descriptor socket) {
  const bool allowed = is_allowed(socket.get());
  Connection connection{loop_, std::move(socket)};
  if (!allowed || sessions_.size() > kMaxSessions) {
    // Closing a socket with something unread in it takes the answer away from who has sent it.
    connection.listen();
    (void)co_await connection.events().pop_until(loop_.now() + kRefusalLimit);
    connection.refuse(allowed ? too_many() : not_allowed());
    co_return;
  }
  try {
    auto answering = answer(loop_, access_, connection);
    const Result<void> answered = co_await std::move(answering);
    if (answered.has_error()) connection.refuse(answered.error());
  } catch (...) {
    log_defect(log_, kAccess, std::current_exception());
    connection.refuse({"an internal error occurred; the sandbox's log has its cause", ""});
  }
}

}  // namespace eni::sandbox::task_engine
