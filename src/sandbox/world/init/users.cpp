#include "sandbox/world/init/users.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/spec.h"

namespace eni::sandbox::world::init {
namespace {

using isolation::init::fail;

bool write_file(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool written =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) close(file);
  return written;
}

std::string map_line(std::uint32_t inside, std::uint32_t outside, std::uint32_t count) {
  return std::to_string(inside) + " " + std::to_string(outside) + " " + std::to_string(count) + "\n";
}

struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// The first line of /etc/subuid or /etc/subgid that lends this user some: "NAME-OR-NUMBER:FIRST:COUNT".
Range lent(const char* path, uid_t user, const std::string& name) {
  FILE* file = fopen(path, "re");
  std::array<char, 512> line{};
  Range range;
  while (file && range.count == 0 && fgets(line.data(), line.size(), file)) {
    char* rest = nullptr;
    const char* owner = strtok_r(line.data(), ":", &rest);
    const char* first = strtok_r(nullptr, ":", &rest);
    const char* count = strtok_r(nullptr, ":\n", &rest);
    if (!owner || !first || !count || (name != owner && std::to_string(user) != owner)) continue;
    range = {static_cast<std::uint32_t>(strtoul(first, nullptr, 10)),
             static_cast<std::uint32_t>(strtoul(count, nullptr, 10))};
  }
  if (file) fclose(file);
  return range;
}

/// newuidmap PID 0 USER 1 1 FIRST COUNT
bool map_lent(const char* program, pid_t process, std::uint32_t own, const Range& range) {
  if (range.count == 0) return false;
  const std::array<std::string, 7> numbers{
      std::to_string(process),    "0", std::to_string(own), "1", "1", std::to_string(range.first),
      std::to_string(range.count)};
  std::array<char*, 9> argv{const_cast<char*>(program)};
  for (std::size_t at = 0; at < numbers.size(); ++at) argv[at + 1] = const_cast<char*>(numbers[at].c_str());
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    execvp(program, argv.data());
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// The name by which /etc/subuid may call this user; no look at other sources of users, which a static program cannot have.
std::string name_of(uid_t user) {
  FILE* file = fopen("/etc/passwd", "re");
  std::string name;
  while (const passwd* entry = file ? fgetpwent(file) : nullptr) {
    if (entry->pw_uid != user) continue;
    name = entry->pw_name;
    break;
  }
  if (file) fclose(file);
  return name;
}

/// What the process outside the new namespace has done.
struct Mapped {
  std::uint32_t users = 0;
  int error = 0;  ///< an errno: root could not lend any
};

Mapped map_of_root(const std::string& folder, const char* files) {
  const std::string all = map_line(0, kFirstLentUser, kLentUsers);
  const bool mapped = write_file(folder + "/gid_map", all) && write_file(folder + "/uid_map", all) &&
                      chown(files, kFirstLentUser, kFirstLentUser) == 0;
  return mapped ? Mapped{kLentUsers, 0} : Mapped{0, errno};
}

Mapped map_users(pid_t process, uid_t user, gid_t group, const char* files) {
  const std::string folder = "/proc/" + std::to_string(process);
  if (user == 0) return map_of_root(folder, files);
  const std::string name = name_of(user);
  const Range users = lent("/etc/subuid", user, name);
  if (users.count > 0 && map_lent("newgidmap", process, group, lent("/etc/subgid", user, name)) &&
      map_lent("newuidmap", process, user, users))
    return {users.count + 1, 0};
  return {};
}

void map_one(uid_t user, gid_t group) {
  if (!write_file("/proc/self/setgroups", "deny") ||
      !write_file("/proc/self/uid_map", map_line(0, user, 1)) ||
      !write_file("/proc/self/gid_map", map_line(0, group, 1)))
    fail("mapping a user");
}

}  // namespace

std::uint32_t enter_user_namespace(const char* files) {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  const pid_t self = getpid();
  std::array<int, 2> entered{};
  std::array<int, 2> mapped{};
  fcntl(isolation::kControl, F_SETFD, FD_CLOEXEC);  // Programs that map users have nothing to say there.
  if (pipe2(entered.data(), O_CLOEXEC) != 0 || pipe2(mapped.data(), O_CLOEXEC) != 0) fail("a pipe");
  const pid_t helper = fork();
  if (helper < 0) fail("fork");
  if (helper == 0) {
    close(entered[1]);
    close(mapped[0]);
    char byte = 0;
    const bool has_entered = read(entered[0], &byte, 1) == 1;
    const Mapped done = has_entered ? map_users(self, user, group, files) : Mapped{};
    (void)!write(mapped[1], &done, sizeof done);
    _exit(0);
  }
  close(entered[0]);
  close(mapped[1]);
  if (unshare(CLONE_NEWUSER) != 0) fail("new namespaces");
  // A change of credentials, after which /proc/self would not be ours to write.
  prctl(PR_SET_DUMPABLE, 1);
  Mapped done;
  (void)!write(entered[1], "x", 1);
  (void)!read(mapped[0], &done, sizeof done);
  waitpid(helper, nullptr, 0);
  close(entered[1]);
  close(mapped[0]);
  // The only user that is left would be root itself: of a container that has few users, say.
  if (user == 0 && done.users == 0) {
    errno = done.error;
    fail("lending users of root's, beginning with " + std::to_string(kFirstLentUser));
  }
  if (done.users == 0) {
    map_one(user, group);
    done.users = 1;
  } else if (setgroups(0, nullptr) != 0) {
    fail("setgroups");
  }
  if (setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0) fail("the user inside");
  prctl(PR_SET_DUMPABLE, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return done.users;
}

}  // namespace eni::sandbox::world::init
