#include "sandbox/world/containers/control_groups.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/world/containers/control_group_mounts.h"

namespace eni::sandbox::world {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "eni-trunking-";
/// Where this process is with version 2: groups with limits in them may hold no processes themselves.
constexpr const char* kLeaf = "/sandbox";
constexpr const char* kEntry = "/cgroup.procs";
constexpr const char* kControllers[] = {"memory", "cpu", "pids"};
constexpr const char* kEnableControllers = "+memory +cpu +pids";
constexpr const char* kDisableControllers = "-memory -cpu -pids";

constexpr std::chrono::seconds kRemovalLimit{10};
constexpr std::chrono::milliseconds kRemovalPause{5};
constexpr int kMaxNames = 100;
constexpr std::size_t kMaxNameBytes = 200;

constexpr const char* kNoLimits =
    "containers run here without limits of memory, processor time and processes: ";

Error file_failure(const std::string& path) { return {path + ": " + std::strerror(errno), ""}; }

Result<void> write_value(const std::string& path, const std::string& value) {
  const net::Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file || write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size()))
    return file_failure(path);
  return {};
}

/// All groups in it first. One in use stays.
void remove_groups(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) remove_groups(entry->path());
  }
  rmdir(folder.c_str());
}

net::Descriptor lock(const std::string& folder) {
  net::Descriptor opened{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened && flock(opened.get(), LOCK_EX | LOCK_NB) != 0) opened.reset();
  return opened;
}

/// One that nobody has locked is of a sandbox that has ended.
void remove_abandoned(const fs::path& base) {
  std::error_code error;
  for (fs::directory_iterator entry{base, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(kPrefix)) continue;
    const net::Descriptor locked = lock(entry->path());
    if (locked) remove_groups(entry->path());
  }
}

/// Between a folder's making and its lock another sandbox may have taken it for abandoned.
bool is_still(const net::Descriptor& opened, const std::string& path) {
  struct stat held {
  }, named{};
  return opened && fstat(opened.get(), &held) == 0 && stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes && std::all_of(name.begin(), name.end(), [](char one) {
    return std::isalnum(static_cast<unsigned char>(one)) != 0 || one == '-' || one == '_';
  });
}

bool contains_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Error refused(const Error& why, ControlGroupVersion version) {
  std::string hint = "start it as root";
  if (version == ControlGroupVersion::kV2 && geteuid() != 0)
    hint = "systemd-run --user --scope -p Delegate=yes eni-trunking sandbox";
  if (geteuid() == 0)
    hint = "a /sys/fs/cgroup that can be written; in a container start that with --privileged";
  return {kNoLimits + why.message, hint};
}

}  // namespace

std::vector<int> ControlGroup::entries() const {
  std::vector<int> out;
  for (const Folder& folder : folders_) out.push_back(folder.entry.get());
  return out;
}

std::string ControlGroup::read(const std::string& controller, const std::string& file) const {
  for (const Folder& folder : folders_) {
    if (contains_name(folder.controllers, controller)) return content_of_group_file(folder.path + "/" + file);
  }
  return "";
}

bool ControlGroup::was_out_of_memory() const {
  const char* file = version_ == ControlGroupVersion::kV1 ? "memory.oom_control" : "memory.events";
  return number_in(read("memory", file), "oom_kill") > 0;
}

ControlGroupUse ControlGroup::use() const {
  const auto number = [this](const char* controller, const char* file) {
    const auto value = parse_integer(trim(read(controller, file)));
    return value && *value > 0 ? static_cast<std::uint64_t>(*value) : 0;
  };
  ControlGroupUse use;
  use.processes = number("pids", "pids.current");
  if (version_ == ControlGroupVersion::kV1) {
    use.memory_bytes = number("memory", "memory.usage_in_bytes");
    use.cpu_nanoseconds = number("cpuacct", "cpuacct.usage");
  } else {
    use.memory_bytes = number("memory", "memory.current");
    use.cpu_nanoseconds = number_in(read("cpu", "cpu.stat"), "usage_usec") * 1'000;
  }
  return use;
}

ControlGroupStats ControlGroup::stats() const {
  return parse_group_stats(version_, [this](const std::string& controller, const std::string& file) {
    return read(controller, file);
  });
}

ControlGroups::~ControlGroups() {
  if (is_in_leaf_) leave_leaf();
  for (const Hierarchy& one : hierarchies_) rmdir(one.own.c_str());
}

Result<void> ControlGroups::add(std::vector<std::string> controllers, std::string base) {
  remove_abandoned(base);
  for (int number = 0; number < kMaxNames; ++number) {
    std::string own = base + "/" + kPrefix + std::to_string(getpid());
    if (number > 0) own += "-" + std::to_string(number);
    if (mkdir(own.c_str(), 0755) != 0) {
      if (errno == EEXIST) continue;
      return file_failure(own);
    }
    net::Descriptor locked = lock(own);
    if (!is_still(locked, own)) continue;
    hierarchies_.push_back({std::move(controllers), std::move(base), std::move(own), std::move(locked)});
    return {};
  }
  return Error{base + ": no name is free", ""};
}

Result<void> ControlGroups::open_v1() {
  for (GroupMount& mount : control_group_mounts()) {
    if (mount.version == ControlGroupVersion::kV1)
      ENI_CHECK(add(std::move(mount.controllers), std::move(mount.path)));
  }
  return {};
}

/// Root's is below the root of all. Without root, or in a container, it is in the group in which this process is, which somebody
/// has to have delegated; it can have limits in it only when no process is in it.
Result<void> ControlGroups::open_v2() {
  ENI_TRY(const std::string base, version_2_base());
  ENI_CHECK(add({kControllers, std::end(kControllers)}, base));
  const std::string& own = hierarchies_.back().own;
  if (!is_root_group(base)) {
    const std::string leaf = own + kLeaf;
    if (mkdir(leaf.c_str(), 0755) != 0) return file_failure(leaf);
    is_in_leaf_ = true;
    ENI_CHECK(write_value(leaf + kEntry, "0"));
  }
  ENI_CHECK(write_value(base + "/cgroup.subtree_control", kEnableControllers));
  return write_value(own + "/cgroup.subtree_control", kEnableControllers);
}

/// Back to where this process was, which may hold processes only once nothing in it is limited. Where something still is, it stays.
void ControlGroups::leave_leaf() {
  const Hierarchy& one = hierarchies_.back();
  (void)write_value(one.own + "/cgroup.subtree_control", kDisableControllers);
  (void)write_value(one.base + "/cgroup.subtree_control", kDisableControllers);
  (void)write_value(one.base + kEntry, "0");
  rmdir((one.own + kLeaf).c_str());
}

Result<ControlGroup> ControlGroups::make_task(const std::string& task, const TaskLimits& limits) {
  if (!is_name(task)) return Error{"a task cannot have the name " + task, ""};
  return make(task, settings_of(limits, version_), true);
}

Result<ControlGroup> ControlGroups::make_container(const std::string& task, const std::string& container,
                                                   const ContainerLimits& limits) {
  if (!is_name(task) || !is_name(container))
    return Error{"a container cannot have the name " + container, ""};
  return make(task + "/" + container, settings_of(limits, version_), false);
}

Result<ControlGroup> ControlGroups::make(const std::string& name,
                                         const std::vector<ControlGroupSetting>& settings, bool has_groups) {
  ControlGroup group;
  group.version_ = version_;
  Result<void> done = make_folders(group, name, has_groups);
  for (const ControlGroupSetting& setting : settings) {
    for (const auto& folder : group.folders_) {
      if (done.has_error() || !contains_name(folder.controllers, setting.controller)) continue;
      const std::string path = folder.path + "/" + setting.file;
      if (setting.is_optional && access(path.c_str(), F_OK) != 0) continue;
      done = write_value(path, setting.value);
    }
  }
  if (done.has_value()) return group;
  for (const auto& folder : group.folders_) rmdir(folder.path.c_str());
  return done.error();
}

/// @param has_groups  as well as limits; with version 2 no processes then
Result<void> ControlGroups::make_folders(ControlGroup& group, const std::string& name, bool has_groups) {
  for (const Hierarchy& one : hierarchies_) {
    const std::string path = one.own + "/" + name;
    if (mkdir(path.c_str(), 0755) != 0) return file_failure(path);
    group.folders_.push_back({one.controllers, path, {}});
    net::Descriptor& entry = group.folders_.back().entry;
    entry.reset(open((path + kEntry).c_str(), O_WRONLY | O_CLOEXEC));
    if (!entry) return file_failure(path + kEntry);
    if (has_groups && version_ == ControlGroupVersion::kV2)
      ENI_CHECK(write_value(path + "/cgroup.subtree_control", kEnableControllers));
  }
  return {};
}

Task<Result<void>> ControlGroups::remove(ControlGroup group) {
  const TimePoint deadline = scheduler_.now() + kRemovalLimit;
  for (;;) {
    std::string in_use;
    for (const auto& folder : group.folders_) {
      if (rmdir(folder.path.c_str()) != 0 && errno != ENOENT)
        in_use = folder.path + ": " + std::strerror(errno);
    }
    if (in_use.empty()) co_return Result<void>{};
    if (scheduler_.now() >= deadline) co_return Error{in_use, ""};
    co_await sleep_for(scheduler_, kRemovalPause);
  }
}

Result<std::unique_ptr<ControlGroups>> find_control_groups(Scheduler& scheduler) {
  const std::optional<ControlGroupVersion> version = usable_version({kControllers, std::end(kControllers)});
  if (!version)
    return Error{
        std::string(kNoLimits) + "no control groups of memory, cpu and pids are mounted below /sys/fs/cgroup",
        ""};
  std::unique_ptr<ControlGroups> groups{new ControlGroups{scheduler, *version}};
  const Result<void> opened = *version == ControlGroupVersion::kV1 ? groups->open_v1() : groups->open_v2();
  if (opened.has_error()) return refused(opened.error(), *version);
  return groups;
}

}  // namespace eni::sandbox::world
