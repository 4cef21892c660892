#include "sandbox/isolation/init/namespaces.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/spec.h"

namespace eni::sandbox::isolation::init {
namespace {

void write_file(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) fail(path);
  close(file);
}

/// One user and one group: more need privileges, and nobody else's files are in a jail.
void map_user(std::uint32_t inside, uid_t user, gid_t group) {
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", std::to_string(inside) + " " + std::to_string(user) + " 1\n");
  write_file("/proc/self/gid_map", std::to_string(inside) + " " + std::to_string(group) + " 1\n");
}

constexpr const char* kMaxUserNamespaces = "/proc/sys/user/max_user_namespaces";
/// Enough for all jails that are made at a time.
constexpr const char* kSomeUserNamespaces = "64";
constexpr int kAttempts = 100;

bool are_namespaces_forbidden() {
  const int file = open(kMaxUserNamespaces, O_RDONLY | O_CLOEXEC);
  char first = 0;
  const bool is_read = file >= 0 && read(file, &first, 1) == 1;
  if (file >= 0) close(file);
  return is_read && first == '0';
}

/// In the user namespace that it is made in. Forbids further ones again when it is told to, or when its maker has ended.
class NamespacesAllowed {
 public:
  NamespacesAllowed() {
    int ends[2];
    if (pipe(ends) != 0) fail("pipe");
    keeper_ = fork();
    if (keeper_ < 0) fail("fork");
    if (keeper_ == 0) {
      // Whoever ends its maker, with all of that one's group, must not end it before it has done its work.
      setsid();
      sigset_t all;
      sigfillset(&all);
      sigprocmask(SIG_BLOCK, &all, nullptr);
      close(ends[1]);
      char none = 0;
      while (read(ends[0], &none, 1) < 0 && errno == EINTR) {
      }
      write_file(kMaxUserNamespaces, "0");
      _exit(0);
    }
    close(ends[0]);
    writer_ = ends[1];
  }
  ~NamespacesAllowed() {
    close(writer_);
    int status = 0;
    while (waitpid(keeper_, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) fail("forbidding namespaces again");
  }
  NamespacesAllowed(const NamespacesAllowed&) = delete;
  NamespacesAllowed& operator=(const NamespacesAllowed&) = delete;

  static void allow() { write_file(kMaxUserNamespaces, kSomeUserNamespaces); }

 private:
  pid_t keeper_ = -1;
  int writer_ = -1;
};

/// @param flags  CLONE_NEWUSER among them
bool make_namespaces(int flags) {
  // Where they look allowed, another jail may be the reason, whose keeper forbids them in the next moment.
  if (!are_namespaces_forbidden()) {
    if (unshare(flags) == 0) return true;
    if (errno != ENOSPC) return false;
  }
  const NamespacesAllowed allowed;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    NamespacesAllowed::allow();
    if (unshare(flags) == 0) return true;
    if (errno != ENOSPC) return false;  // Else another jail's keeper was faster.
  }
  return false;
}

[[noreturn]] void end_with(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

}  // namespace

bool is_machine_root() {
  if (geteuid() != 0) return false;
  // Root of a container may have too few users to become another.
  const int file = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
  char text[4096] = {};
  const ssize_t size = file < 0 ? 0 : read(file, text, sizeof text - 1);
  if (file >= 0) close(file);
  unsigned long first = 0;
  unsigned long outside = 0;
  unsigned long count = 0;
  for (const char* line = text; size > 0 && line != nullptr && *line != '\0'; line = strchr(line, '\n')) {
    if (*line == '\n') ++line;
    if (sscanf(line, "%lu %lu %lu", &first, &outside, &count) != 3) break;
    if (first <= kPowerlessUser && kPowerlessUser - first < count) return true;
  }
  return false;
}

void become_powerless() {
  if (setgroups(0, nullptr) != 0) fail("leaving root's groups");
  if (setresgid(kPowerlessUser, kPowerlessUser, kPowerlessUser) != 0) fail("setresgid");
  if (setresuid(kPowerlessUser, kPowerlessUser, kPowerlessUser) != 0) fail("setresuid");
  // A change of user takes both away; without the first /proc/self would not be ours to write.
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void join_network(int network) {
  const int owner = ioctl(network, NS_GET_USERNS);
  if (owner < 0 || setns(owner, CLONE_NEWUSER) != 0) fail("the users of the host's network");
  if (setns(network, CLONE_NEWNET) != 0) fail("the host's network");
  close(owner);
  close(network);
  // With one user only, groups cannot be changed: they are an ordinary user's, as in a jail with a network of its own.
  if (setgroups(0, nullptr) != 0 && errno != EPERM) fail("setgroups");
  if (setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0) fail("the first user of the host's network");
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void enter_namespaces(std::uint32_t user, NetworkToEnter network) {
  const uid_t outer_user = geteuid();
  const gid_t outer_group = getegid();
  const int network_flag = network == NetworkToEnter::kNew ? CLONE_NEWNET : 0;
  const int flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | network_flag | CLONE_NEWIPC | CLONE_NEWUTS;
  // Worlds forbid their programs further user namespaces.
  const bool made = network == NetworkToEnter::kNew ? unshare(flags) == 0 : make_namespaces(flags);
  if (!made) fail("new namespaces");
  map_user(user, outer_user, outer_group);
  if (setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) fail("the user inside");
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) end_with(child);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

}  // namespace eni::sandbox::isolation::init
