/// What a container has written, and goes on to write.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

#include "sandbox/task_engine/access/find_task.h"
#include "sandbox/task_engine/access/sessions.h"

namespace eni::sandbox::task_engine {
namespace {

/// How often a log is looked at that is followed, or whose reader has no room.
constexpr std::chrono::milliseconds kInterval{100};

struct SocketPair {
  net::Descriptor own;
  net::Descriptor theirs;
};

Result<SocketPair> make_sockets() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{std::string("cannot make a socket: ") + std::strerror(errno), ""};
  return SocketPair{net::Descriptor{ends[0]}, net::Descriptor{ends[1]}};
}

/// As much as the reader takes now. @return  whether there is a reader
bool write_some(int socket, std::string& text) {
  while (!text.empty()) {
    const ssize_t sent = send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    text.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

/// Whether the command has gone. It has nothing to say.
bool has_gone(const Connection& connection) { return !connection.events().empty(); }

void tell_skipped(Connection& connection, std::uint64_t lines) {
  if (lines > 0) connection.send({{"skippedLines", lines}});
}

/// What a container has written of which the engine knows nothing.
Result<LogPart> log_without_run(const ShownTask& task, const std::string& container) {
  if (task.stopped_reason.empty()) return Error{status_text(task), ""};
  const auto state = std::find_if(task.containers.begin(), task.containers.end(),
                                  [&](const ContainerState& one) { return one.name == container; });
  if (state != task.containers.end() && !state->runtime_id.empty())
    return Error{"what container " + container + " has written is not kept any more; " + status_text(task),
                 "with the log driver awslogs it is in CloudWatch Logs: aws logs tail GROUP"};
  LogPart part;
  part.has_ended = true;
  if (state != task.containers.end()) part.reason = state->reason;
  return part;
}

Result<LogPart> first_part(const TaskAccess& access, const NamedTask& named, const std::string& container) {
  auto part = access.read_log(named.task.id, container, 0);
  return part.has_error() && named.shown ? log_without_run(*named.shown, container) : part;
}

/// How the container has ended, and its task, if that has or is about to.
void tell_ending(SessionParts& parts, const std::string& task, const std::string& container,
                 const LogPart& last) {
  if (!last.has_ended) return;
  parts.connection.send({{"notice", ending_text(container, last.exit_code, last.reason)}});
  for (const ShownTask& shown : parts.access.shown_tasks(task))
    if (!shown.stopped_reason.empty()) parts.connection.send({{"notice", status_text(shown)}});
}

}  // namespace

Task<Result<void>> send_logs(SessionParts parts) {
  ENI_CO_TRY(const NamedTask named, find_named_task(parts.access, parts.request.task));
  const ReachableTask& task = named.task;
  ENI_CO_TRY(const ReachableContainer container, find_container(task, parts.request.container));
  ENI_CO_TRY(LogPart part, first_part(parts.access, named, container.name));
  ENI_CO_TRY(SocketPair sockets, make_sockets());
  parts.connection.send({{"started", true}}, {sockets.theirs.get()});
  sockets.theirs.reset();
  parts.connection.listen();
  std::uint64_t skipped = part.first;
  while (true) {
    tell_skipped(parts.connection, skipped);
    while (write_some(sockets.own.get(), part.text) && !part.text.empty() && !has_gone(parts.connection))
      co_await sleep_for(parts.scheduler, kInterval);
    if (!part.text.empty() || has_gone(parts.connection)) co_return Result<void>{};
    if (part.has_ended || !parts.request.follows) break;
    co_await sleep_for(parts.scheduler, kInterval);
    const std::uint64_t seen = part.count;
    // Others may have stopped meanwhile, so that it is not kept.
    auto next = parts.access.read_log(task.id, container.name, seen);
    if (next.has_error()) break;
    part = *std::move(next);
    skipped = part.first > seen ? part.first - seen : 0;
  }
  tell_ending(parts, task.id, container.name, part);
  parts.connection.send({{"exitCode", 0}});
  co_return Result<void>{};
}

}  // namespace eni::sandbox::task_engine
