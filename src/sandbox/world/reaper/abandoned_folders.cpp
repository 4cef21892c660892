#include "sandbox/world/reaper/abandoned_folders.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/world/init/users.h"
#include "sandbox/world/layers/remove_tree.h"
#include "sandbox/world/reaper/backoff_wait.h"

namespace eni::sandbox::world::reaper {
namespace {

constexpr int kLockLimitMs = 20'000;
/// Processes that are ending may still write.
constexpr int kLimitMs = 10'000;

net::Descriptor open_folder(const std::string& path) {
  return net::Descriptor{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

/// What is in a folder, but for "." and "..".
std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* listing = own < 0 ? nullptr : fdopendir(own);
  if (listing == nullptr) {
    if (own >= 0) close(own);
    return names;
  }
  while (const dirent* entry = readdir(listing)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  closedir(listing);
  return names;
}

}  // namespace

int AbandonedFolder::lock(const std::string& file) {
  lock_.reset(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock_) return errno;
  for (BackoffWait time{kLockLimitMs}; flock(lock_.get(), LOCK_EX | LOCK_NB) != 0;)
    if (errno != EWOULDBLOCK || !time.wait()) return errno;
  return 0;
}

bool AbandonedFolder::empty() const {
  const net::Descriptor folder = open_folder(path_);
  if (!folder) return errno == ENOENT;
  BackoffWait time{kLimitMs};
  do {
    if (empty_as_worlds_users(folder.get()) || empty_now(folder.get()) == 0) return true;
  } while (time.wait());
  return false;
}

int AbandonedFolder::empty_now(int folder) const {
  int first_error = 0;
  for (const std::string& name : names_in(folder)) {
    if (std::find(kept_.begin(), kept_.end(), name) != kept_.end()) continue;
    const int error = layers::remove_tree(folder, name.c_str());
    if (first_error == 0) first_error = error;
  }
  return first_error;
}

bool AbandonedFolder::empty_as_worlds_users(int folder) const {
  const pid_t reaper = getpid();
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != reaper) _exit(1);
    init::enter_user_namespace(path_.c_str());
    _exit(empty_now(folder) == 0 ? 0 : 1);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool remove_abandoned_tree(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash + 1 == path.size()) return false;
  const net::Descriptor parent{open(path.substr(0, slash + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!parent) return errno == ENOENT;
  BackoffWait time{kLimitMs};
  do {
    if (layers::remove_tree(parent.get(), path.c_str() + slash + 1) == 0) return true;
  } while (time.wait());
  return false;
}

}  // namespace eni::sandbox::world::reaper
