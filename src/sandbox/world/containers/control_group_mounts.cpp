#include "sandbox/world/containers/control_group_mounts.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"
#include "net/descriptor.h"

namespace eni::sandbox::world {
namespace {

constexpr std::string_view kOfUse[] = {"memory", "cpu", "cpuacct", "pids"};
constexpr std::size_t kMaxFileBytes = 4 << 20;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// ID PARENT DEVICE ROOT PATH OPTIONS [TAGS] - TYPE SOURCE OPTIONS
std::optional<GroupMount> parse_mount(std::string_view line) {
  const std::size_t separator = line.find(" - ");
  if (separator == std::string_view::npos) return std::nullopt;
  const auto place = split(line.substr(0, separator), ' ');
  const auto kind = split(line.substr(separator + 3), ' ');
  if (place.size() < 6 || kind.size() < 3 || (kind[0] != "cgroup" && kind[0] != "cgroup2"))
    return std::nullopt;
  GroupMount mount;
  mount.version = kind[0] == "cgroup" ? ControlGroupVersion::kV1 : ControlGroupVersion::kV2;
  mount.root = place[3];
  mount.path = place[4];
  for (const std::string& option : split(kind[2], ',')) {
    if (std::find(std::begin(kOfUse), std::end(kOfUse), option) != std::end(kOfUse))
      mount.controllers.push_back(option);
  }
  if (mount.version == ControlGroupVersion::kV1 && mount.controllers.empty()) return std::nullopt;
  return mount;
}

}  // namespace

std::vector<GroupMount> parse_group_mounts(std::string_view mountinfo) {
  std::vector<GroupMount> mounts;
  for (const std::string& line : split(mountinfo, '\n')) {
    auto mount = parse_mount(line);
    const bool is_known = mount && std::any_of(mounts.begin(), mounts.end(), [&](const GroupMount& one) {
                            return one.version == mount->version && one.controllers == mount->controllers;
                          });
    if (mount && !is_known) mounts.push_back(*std::move(mount));
  }
  return mounts;
}

std::vector<GroupMount> control_group_mounts() {
  return parse_group_mounts(content_of_group_file("/proc/self/mountinfo"));
}

std::string own_group(const GroupMount& mount, std::string_view memberships) {
  for (const std::string& line : split(memberships, '\n')) {
    if (line.substr(0, 3) != "0::") continue;
    std::string_view group = std::string_view{line}.substr(3);
    const std::string_view root = mount.root == "/" ? std::string_view{} : std::string_view{mount.root};
    if (group.substr(0, root.size()) != root || group.find("/..") != std::string_view::npos) return "";
    group.remove_prefix(root.size());
    return mount.path + (group == "/" ? "" : std::string(group));
  }
  return "";
}

std::optional<ControlGroupVersion> usable_version(const std::vector<std::string>& controllers) {
  std::vector<std::string> of_v1, of_v2;
  for (const GroupMount& mount : control_group_mounts()) {
    if (mount.version == ControlGroupVersion::kV1) {
      of_v1.insert(of_v1.end(), mount.controllers.begin(), mount.controllers.end());
      continue;
    }
    const std::string there = content_of_group_file(mount.path + "/cgroup.controllers");
    for (std::string& name : split(trim(there), ' ')) of_v2.push_back(std::move(name));
  }
  const auto has_all = [&](const std::vector<std::string>& names) {
    return std::all_of(controllers.begin(), controllers.end(),
                       [&](const std::string& name) { return contains(names, name); });
  };
  if (has_all(of_v2)) return ControlGroupVersion::kV2;
  if (has_all(of_v1)) return ControlGroupVersion::kV1;
  return std::nullopt;
}

Result<std::string> version_2_base() {
  for (const GroupMount& mount : control_group_mounts()) {
    if (mount.version != ControlGroupVersion::kV2) continue;
    if (geteuid() == 0 && is_root_group(mount.path)) return mount.path;
    std::string own = own_group(mount, content_of_group_file("/proc/self/cgroup"));
    if (!own.empty()) return own;
  }
  return Error{"this process is in a control group that is not seen below /sys/fs/cgroup", ""};
}

bool is_root_group(const std::string& path) { return access((path + "/cgroup.type").c_str(), F_OK) != 0; }

std::string content_of_group_file(const std::string& path) {
  const net::Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string content;
  std::array<char, 4096> buffer;
  for (ssize_t size = 0;
       file && content.size() < kMaxFileBytes && (size = read(file.get(), buffer.data(), buffer.size())) > 0;)
    content.append(buffer.data(), static_cast<std::size_t>(size));
  return content;
}

}  // namespace eni::sandbox::world
