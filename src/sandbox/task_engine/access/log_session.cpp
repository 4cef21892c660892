/// What a container has written, and goes on to write.
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

}  // namespace

Task<Result<void>> send_logs(SessionParts parts) {
  ENI_CO_TRY(const ReachableTask task, find_task(parts.access.tasks(), parts.request.task));
  ENI_CO_TRY(const ReachableContainer container, find_container(task, parts.request.container));
  ENI_CO_TRY(LogPart part, parts.access.read_log(task.id, container.name, 0));
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
    // A task that has been stopped has no log here any more.
    auto next = parts.access.read_log(task.id, container.name, seen);
    if (next.has_error()) break;
    part = *std::move(next);
    skipped = part.first > seen ? part.first - seen : 0;
  }
  parts.connection.send({{"exitCode", 0}});
  co_return Result<void>{};
}

}  // namespace eni::sandbox::task_engine
