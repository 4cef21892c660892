#include "net/process_guard.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::net {

namespace {

/// What the guard is told: a group's number when it begins, the negative when it has ended.
using Message = pid_t;

/// Groups at a time. More are not guarded: the sandbox's own limit of workers is far below.
constexpr std::size_t kMaxGroups = 1024;

/// The guard's whole life. Only what is safe after fork() in a program with threads: no memory is allocated.
[[noreturn]] void watch(int socket) {
  std::array<pid_t, kMaxGroups> groups{};
  Message message = 0;
  for (;;) {
    const ssize_t size = read(socket, &message, sizeof message);
    if (size < 0 && errno == EINTR) continue;
    if (size != sizeof message) break;  // our program has ended
    const pid_t from = message > 0 ? 0 : -message;
    for (pid_t& group : groups) {
      if (group != from) continue;
      group = message > 0 ? message : 0;
      break;
    }
  }
  for (const pid_t group : groups) {
    if (group > 0) kill(-group, SIGKILL);
  }
  _exit(0);
}

/// Leaves our terminal's signals, our files and our name behind.
void become_guard(int socket) {
  setsid();
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  dup2(socket, STDIN_FILENO);
  const int null = open("/dev/null", O_RDWR);
  dup2(null, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close_range(3, ~0U, 0);
  watch(STDIN_FILENO);
}

class Guard {
 public:
  Guard() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
    // Forked twice, so that nobody has to wait for the guard.
    const pid_t middle = fork();
    if (middle == 0) {
      if (fork() == 0) become_guard(ends[1]);
      _exit(0);
    }
    close(ends[1]);
    if (middle > 0) waitpid(middle, nullptr, 0);
    socket_ = ends[0];
  }

  ~Guard() { close(socket_); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  void tell(Message message) const {
    // A guard that somebody killed is no reason to fail: PR_SET_PDEATHSIG still holds.
    if (socket_ >= 0) (void)!send(socket_, &message, sizeof message, MSG_NOSIGNAL);
  }

 private:
  int socket_ = -1;
};

const Guard& guard() {
  static std::unique_ptr<Guard> instance;
  static pid_t owner = 0;
  if (owner != getpid()) {  // the first use, or the first since a fork
    instance = std::make_unique<Guard>();
    owner = getpid();
  }
  return *instance;
}

}  // namespace

void guard_group(pid_t group) { guard().tell(group); }
void release_group(pid_t group) { guard().tell(-group); }

}  // namespace eni::net
