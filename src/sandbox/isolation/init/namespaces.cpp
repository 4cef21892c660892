#include "sandbox/isolation/init/namespaces.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <string>
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
  if (setgroups(0, nullptr) != 0) fail("setgroups");
  if (setresgid(kPowerlessUser, kPowerlessUser, kPowerlessUser) != 0) fail("setresgid");
  if (setresuid(kPowerlessUser, kPowerlessUser, kPowerlessUser) != 0) fail("setresuid");
  // A change of user takes both away; without the first /proc/self would not be ours to write.
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void enter_namespaces(std::uint32_t user) {
  const uid_t outer_user = geteuid();
  const gid_t outer_group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0)
    fail("new namespaces");
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
