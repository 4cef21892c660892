/// The world's first process: pid 1 of namespaces in which the containers' networks, files and processes are. It decides nothing; the
/// sandbox does, and it ends with the sandbox, and all that is in the world ends with it.
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/world/init/networks.h"
#include "sandbox/world/init/processes.h"
#include "sandbox/world/init/users.h"
#include "sandbox/world/init/wire.h"

namespace {

namespace init = eni::sandbox::world::init;
using eni::sandbox::isolation::kControl;
using eni::sandbox::isolation::init::fail;
using eni::sandbox::world::kWorldFiles;
using eni::sandbox::world::wire::Command;
using eni::sandbox::world::wire::Reader;
using eni::sandbox::world::wire::Report;
using eni::sandbox::world::wire::Writer;

constexpr const char* kControlGroups = "/sys/fs/cgroup";

void report(const Writer& message, const std::vector<int>& descriptors = {}) {
  if (eni::sandbox::isolation::send_message(kControl, message.bytes(), descriptors) != 0) _exit(1);
}

[[noreturn]] void end_with(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/// The sandbox's folder as a mount of its own, taken while this process may still reach it.
class Files {
 public:
  explicit Files(const char* path)
      : tree_{static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | O_CLOEXEC))} {}
  /// An ordinary user cannot take it before it has namespaces of its own, and can reach it then.
  void take(const char* path) {
    if (tree_ < 0)
      tree_ = static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | O_CLOEXEC));
    if (tree_ < 0) fail(path);
  }
  void show_at(const char* path) const {
    if (mkdir(path, 0755) != 0 ||
        syscall(SYS_move_mount, tree_, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) != 0)
      fail(path);
  }

 private:
  int tree_;
};

void mount_over(const char* kind, const char* path, unsigned long flags, const char* options) {
  if (mount(kind, path, kind, flags, options) != 0) fail(std::string("mounting ") + path);
}

/// Returns in pid 1 only.
void enter_namespaces(const char* path, Files files) {
  if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0)
    fail("new namespaces");
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) end_with(child);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("a view of the files of its own");
  files.take(path);
  // What is the user's is not the containers' runtime's to change.
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  if (syscall(SYS_mount_setattr, -1, "/", AT_RECURSIVE, &read_only, sizeof read_only) != 0)
    fail("attributes of mounts");
  mount_over("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  mount_over("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=755");
  files.show_at(kWorldFiles);
  // Control groups are the sandbox's; runtimes that see a machine's mixed hierarchy give up.
  if (access(kControlGroups, F_OK) == 0)
    mount_over("tmpfs", kControlGroups, MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=64k");
}

class World {
 public:
  World() {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, nullptr);
    signals_ = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_ < 0) fail("signalfd");
  }

  [[noreturn]] void run() {
    for (;;) {
      pollfd sources[] = {{kControl, POLLIN, 0}, {signals_, POLLIN, 0}};
      if (poll(sources, 2, -1) < 0 && errno != EINTR) _exit(1);
      if (sources[1].revents != 0) reap();
      if (sources[0].revents != 0) obey();
    }
  }

 private:
  void obey() {
    const auto message = eni::sandbox::isolation::receive_message(kControl);
    if (!message) _exit(0);
    Reader in{message->bytes};
    const Command command = in.kind<Command>();
    number_ = in.number();
    std::vector<int> attached;
    for (const auto& one : message->descriptors) attached.push_back(one.get());
    switch (command) {
      case Command::kMakeNetwork:
        return answer(init::make_network(home_, in.texts()));
      case Command::kMakeSocket:
        return answer(make_socket(in, attached));
      case Command::kStart:
        return answer(start(in, attached));
      case Command::kSignal: {
        const auto process = static_cast<pid_t>(in.number());
        return answer(init::send_signal(process, static_cast<int>(in.number())));
      }
    }
  }

  init::NewSocket make_socket(Reader& in, const std::vector<int>& attached) {
    init::SocketWish wish;
    wish.family = static_cast<int>(in.number());
    wish.type = static_cast<int>(in.number());
    wish.protocol = static_cast<int>(in.number());
    wish.address = in.text();
    wish.backlog = static_cast<int>(in.number());
    return init::make_socket(home_, attached.empty() ? -1 : attached[0], wish);
  }

  init::Started start(Reader& in, const std::vector<int>& attached) {
    init::ProcessWish wish;
    wish.argv = in.texts();
    wish.environment = in.texts();
    wish.directory = in.text();
    if (attached.size() < wish.descriptors.size()) return {{EINVAL, "descriptors"}, 0};
    for (std::size_t at = 0; at < wish.descriptors.size(); ++at) wish.descriptors[at] = attached[at];
    if (attached.size() > wish.descriptors.size()) wish.network = attached.back();
    return init::start_process(home_, wish);
  }

  void answer(const init::NewNetwork& made) {
    std::vector<int> descriptors;
    for (const auto& one : made.descriptors) descriptors.push_back(one.get());
    answer(made.failure, 0, made.failure.error == 0 ? descriptors : std::vector<int>{});
  }
  void answer(const init::NewSocket& made) {
    answer(made.failure, 0,
           made.failure.error == 0 ? std::vector<int>{made.socket.get()} : std::vector<int>{});
  }
  void answer(const init::Started& started) {
    answer(started.failure, static_cast<std::uint64_t>(started.process));
  }
  void answer(const init::Failure& failure, std::uint64_t value = 0,
              const std::vector<int>& descriptors = {}) {
    report(Writer{Report::kDone}
               .number(number_)
               .number(static_cast<std::uint64_t>(failure.error))
               .text(failure.subject)
               .number(value),
           descriptors);
  }

  void reap() {
    signalfd_siginfo ignored{};
    while (read(signals_, &ignored, sizeof ignored) > 0) {
    }
    int status = 0;
    for (pid_t process = 0; (process = waitpid(-1, &status, WNOHANG)) > 0;) {
      Writer message{Report::kExit};
      message.number(static_cast<std::uint64_t>(process));
      message.number(WIFEXITED(status) ? static_cast<std::uint64_t>(WEXITSTATUS(status)) : 0);
      message.number(WIFSIGNALED(status) ? static_cast<std::uint64_t>(WTERMSIG(status)) : 0);
      report(message);
    }
  }

  init::HomeNetwork home_;
  int signals_ = -1;
  std::uint64_t number_ = 0;  ///< of the command that is being carried out
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  prctl(PR_SET_NAME, "world-init");  // It was started from a file without a name.
  signal(SIGPIPE, SIG_IGN);
  const Files files{argv[1]};
  const std::uint32_t users = init::enter_user_namespace(argv[1]);
  enter_namespaces(argv[1], files);
  World world;
  report(Writer{Report::kReady}.number(users));
  world.run();
}
