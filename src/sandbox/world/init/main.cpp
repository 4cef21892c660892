/// The world's first process: pid 1 of namespaces in which the containers' networks, files and processes are. It decides nothing; the
/// sandbox does, and it ends with the sandbox, and all that is in the world ends with it.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/child_signals.h"
#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/file_tree.h"
#include "sandbox/isolation/init/spec.h"
#include "sandbox/world/init/mounts.h"
#include "sandbox/world/init/networks.h"
#include "sandbox/world/init/processes.h"
#include "sandbox/world/init/users.h"
#include "sandbox/world/init/wire.h"

namespace {

namespace init = eni::sandbox::world::init;
using eni::net::Descriptor;
using eni::sandbox::isolation::kControl;
using eni::sandbox::isolation::kSpec;
using eni::sandbox::isolation::Layout;
using eni::sandbox::isolation::init::drain_child_signals;
using eni::sandbox::isolation::init::fail;
using eni::sandbox::isolation::init::Sources;
using eni::sandbox::isolation::init::watch_children;
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
  void show_at(const std::string& path) const {
    if (mkdir(path.c_str(), 0755) != 0 ||
        syscall(SYS_move_mount, tree_, "", AT_FDCWD, path.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0)
      fail(path);
  }

 private:
  int tree_;
};

void mount_over(const char* kind, const std::string& path, unsigned long flags, const char* options) {
  if (mount(kind, path.c_str(), kind, flags, options) != 0) fail("mounting " + path);
}

/// What runtimes need beside the machine's programs. Containers' own /sys can be mounted only where one is seen already.
void mount_for_runtimes(const std::string& root, const Files& files) {
  mount_over("sysfs", root + "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, nullptr);
  mount_over("tmpfs", root + "/run", MS_NOSUID | MS_NODEV, "mode=755,size=64m");
  files.show_at(root + kWorldFiles);
  // Control groups are the sandbox's; runtimes that see a machine's mixed hierarchy give up.
  const std::string control_groups = root + kControlGroups;
  if (access(control_groups.c_str(), F_OK) == 0)
    mount_over("tmpfs", control_groups, MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=64k");
}

/// Returns in pid 1 only, in a root of its own: of the machine the layout's programs, and nothing that is anybody's.
void enter_namespaces(const char* path, const Layout& layout, const Sources& sources, Files files) {
  if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0)
    fail("new namespaces");
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) end_with(child);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("a view of the files of its own");
  files.take(path);
  eni::sandbox::isolation::init::build_file_tree(
      layout, sources, [&](const std::string& root) { mount_for_runtimes(root, files); });
}

class World {
 public:
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
        return answer(init::make_network(initial_network_, in.texts()));
      case Command::kMakeSocket:
        return answer(make_socket(in, attached));
      case Command::kStart:
        return answer(start(in, attached));
      case Command::kSignal: {
        const auto process = static_cast<pid_t>(in.number());
        return answer(init::send_signal(process, static_cast<int>(in.number())));
      }
      case Command::kMountOverlay:
        return answer(mount_overlay(in));
      case Command::kUnmount:
        return answer(init::unmount(in.text()));
      case Command::kRemove:
        return answer(init::start_removal(in.text()));
      case Command::kBindFolder: {
        const std::string folder = in.text();
        return answer(init::bind_folder(folder, in.text()));
      }
    }
  }

  init::NewSocket make_socket(Reader& in, const std::vector<int>& attached) {
    init::SocketRequest request;
    request.family = static_cast<int>(in.number());
    request.type = static_cast<int>(in.number());
    request.protocol = static_cast<int>(in.number());
    request.address = in.text();
    request.backlog = static_cast<int>(in.number());
    return init::make_socket(initial_network_, attached.empty() ? -1 : attached[0], request);
  }

  static init::Failure mount_overlay(Reader& in) {
    init::OverlayRequest request;
    request.lower = in.texts();
    request.upper = in.text();
    request.work = in.text();
    request.target = in.text();
    return init::mount_overlay(request);
  }

  init::Started start(Reader& in, const std::vector<int>& attached) {
    init::ProcessRequest request;
    request.argv = in.texts();
    request.environment = in.texts();
    request.directory = in.text();
    const std::uint64_t groups = in.number();
    const std::size_t standard = request.descriptors.size();
    if (attached.size() < standard || groups > attached.size() - standard)
      return {{EINVAL, "descriptors"}, 0};
    std::copy_n(attached.begin(), standard, request.descriptors.begin());
    const auto first = attached.begin() + static_cast<std::ptrdiff_t>(standard);
    const auto last = first + static_cast<std::ptrdiff_t>(groups);
    request.control_groups.assign(first, last);
    if (last != attached.end()) request.network = *last;
    return init::start_process(initial_network_, request);
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
    drain_child_signals(signals_);
    int status = 0;
    for (pid_t process = 0; (process = waitpid(-1, &status, WNOHANG)) > 0;) {
      Writer message{Report::kExit};
      message.number(static_cast<std::uint64_t>(process));
      message.number(WIFEXITED(status) ? static_cast<std::uint64_t>(WEXITSTATUS(status)) : 0);
      message.number(WIFSIGNALED(status) ? static_cast<std::uint64_t>(WTERMSIG(status)) : 0);
      report(message);
    }
  }

  init::InitialNetwork initial_network_;
  int signals_ = watch_children();
  std::uint64_t number_ = 0;  ///< of the command that is being carried out
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  prctl(PR_SET_NAME, "world-init");  // It was started from a file without a name.
  signal(SIGPIPE, SIG_IGN);
  const Layout layout =
      eni::sandbox::isolation::parse_layout(eni::sandbox::isolation::read_descriptor(kSpec, SIZE_MAX));
  close(kSpec);
  const Files files{argv[1]};
  // Root's are taken while it is root; an ordinary user's are reached by their paths.
  const Sources sources = geteuid() == 0 ? Sources::of_root(layout) : Sources::by_path();
  const std::uint32_t users = init::enter_user_namespace(argv[1]);
  enter_namespaces(argv[1], layout, sources, files);
  World world;
  // For who waits for the end of all that is in here.
  const Descriptor self{static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0))};
  report(Writer{Report::kReady}.number(users), self ? std::vector<int>{self.get()} : std::vector<int>{});
  world.run();
}
