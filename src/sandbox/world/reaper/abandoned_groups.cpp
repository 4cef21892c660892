#include "sandbox/world/reaper/abandoned_groups.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/descriptor.h"
#include "sandbox/world/reaper/backoff_wait.h"

namespace eni::sandbox::world::reaper {
namespace {

constexpr int kLimitMs = 10'000;
/// Where a sandbox is with version 2 (containers/control_groups.h). What it has started beside the world ends by itself.
constexpr const char* kLeaf = "sandbox";

int write_value(const std::string& path, const char* value) {
  const net::Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file) return errno;
  const std::string_view text{value};
  return write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : errno;
}

std::vector<std::string> groups_in(const std::string& path) {
  std::vector<std::string> names;
  DIR* listing = opendir(path.c_str());
  if (listing == nullptr) return names;
  while (const dirent* entry = readdir(listing)) {
    const std::string name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.push_back(name);
  }
  closedir(listing);
  return names;
}

void kill_members(const std::string& group) {
  FILE* members = fopen((group + "/cgroup.procs").c_str(), "re");
  if (members == nullptr) return;
  // 0: one that is in no process namespace of ours.
  for (int process = 0; fscanf(members, "%d", &process) == 1;)
    if (process > 1 && process != getpid()) kill(process, SIGKILL);
  fclose(members);
}

/// With all in it.
void kill_group(const std::string& group) {
  if (write_value(group + "/cgroup.kill", "1") == 0) return;
  for (const std::string& name : groups_in(group)) kill_group(group + "/" + name);
  kill_members(group);
}

/// Those in it first. @return  whether it is gone
bool remove_group(const std::string& group) {
  for (const std::string& name : groups_in(group)) remove_group(group + "/" + name);
  return rmdir(group.c_str()) == 0 || errno == ENOENT;
}

/// One that is locked is of a sandbox that lives: of the same number in another process namespace.
bool is_locked(const std::string& group) {
  const net::Descriptor opened{open(group.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return opened && flock(opened.get(), LOCK_EX | LOCK_NB) != 0;
}

}  // namespace

AbandonedGroups::AbandonedGroups(long sandbox, std::vector<std::string> bases)
    : name_{"eni-trunking-" + std::to_string(sandbox)}, bases_{std::move(bases)} {}

int AbandonedGroups::step_aside() {
  for (const std::string& base : bases_) {
    // The root has no such file, and version 1 has none at all.
    if (access((base + "/cgroup.type").c_str(), F_OK) != 0) continue;
    const std::string group = base + "/" + name_ + "-reaper";
    if (mkdir(group.c_str(), 0755) != 0 && errno != EEXIST) return errno;
    if (const int error = write_value(group + "/cgroup.procs", "0"); error != 0) return error;
    aside_ = group;
    aside_base_ = base;
  }
  return 0;
}

bool AbandonedGroups::remove() const {
  bool is_all = true;
  for (const std::string& base : bases_) is_all = remove_in(base) && is_all;
  if (!aside_.empty()) leave();
  return is_all;
}

bool AbandonedGroups::remove_in(const std::string& base) const {
  BackoffWait time{kLimitMs};
  do {
    bool is_all = true;
    for (const std::string& name : groups_in(base)) {
      const std::string group = base + "/" + name;
      if ((name != name_ && name.rfind(name_ + "-", 0) != 0) || group == aside_) continue;
      is_all = false;
      if (is_locked(group)) continue;
      for (const std::string& task : groups_in(group))
        if (task != kLeaf) kill_group(group + "/" + task);
      is_all = remove_group(group);
    }
    if (is_all) return true;
  } while (time.wait());
  return false;
}

/// Fails where others have limits in that group, and then this one's is left for whoever ends the whole of it.
void AbandonedGroups::leave() const {
  for (const char* controller : {"-memory", "-cpu", "-pids"})
    write_value(aside_base_ + "/cgroup.subtree_control", controller);
  if (write_value(aside_base_ + "/cgroup.procs", "0") == 0) rmdir(aside_.c_str());
}

}  // namespace eni::sandbox::world::reaper
