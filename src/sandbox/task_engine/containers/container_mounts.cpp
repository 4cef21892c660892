#include "sandbox/task_engine/containers/container_mounts.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kMaxPathBytes = 4'095;
constexpr std::int64_t kMaxMemoryMib = std::int64_t{1} << 24;

/// What tmpfs takes, of what ECS lets through: the rest is about mounts that exist, or names what is mounted.
constexpr std::string_view kMemoryFlags[] = {
    "defaults", "ro",         "rw",       "suid",       "nosuid",      "dev",          "nodev",
    "exec",     "noexec",     "sync",     "async",      "dirsync",     "atime",        "noatime",
    "diratime", "nodiratime", "relatime", "norelatime", "strictatime", "nostrictatime"};
constexpr std::string_view kMemoryValues[] = {"mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol"};

template <std::size_t kSize>
bool has_name(const std::string_view (&names)[kSize], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_in(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

/// A path in the container as the daemon cleans it: "/a/../b/" is "/b".
Result<std::string> target_of(const std::string& path) {
  if (path.size() > kMaxPathBytes || has_control_characters(path))
    return cannot_create("the container path " + excerpt(path) + " is not valid");
  if (!path.starts_with('/'))
    return daemon_refuses("invalid mount config: invalid mount path: '" + excerpt(path) +
                          "' mount path must be absolute");
  std::string clean = std::filesystem::path(path).lexically_normal().string();
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  if (clean == "/") return daemon_refuses("invalid volume specification: destination can't be '/'");
  if (is_in(clean, "/proc"))
    return daemon_refuses("\"" + clean + "\" cannot be mounted because it is inside /proc");
  return clean;
}

Result<world::BindMount> mount_point(const json::object& point, const MountSources& sources) {
  const std::string name = text_at(point, "sourceVolume");
  const auto volume = sources.volumes.find(name);
  if (volume == sources.volumes.end()) return cannot_create("Unknown volume '" + excerpt(name) + "'.");
  ENI_TRY(std::string target, target_of(text_at(point, "containerPath")));
  return world::BindMount{volume->second, std::move(target), flag_at(point, "readOnly")};
}

using Mounts = std::map<std::string, world::BindMount>;  // By target.

void put(Mounts& mounts, world::BindMount mount) {
  std::string target = mount.target;
  mounts.insert_or_assign(std::move(target), std::move(mount));
}

/// Of the containers that are named last the volumes win.
Result<void> add_volumes_from(const json::object& definition, const MountSources& sources, Mounts& mounts) {
  for (const json::value& from : array_at(definition, "volumesFrom")) {
    const std::string name = text_at(from, "sourceContainer");
    const auto other = sources.other_containers.find(name);
    if (other == sources.other_containers.end()) return daemon_refuses("No such container: " + excerpt(name));
    const auto* object = from.if_object();
    const bool read_only = object && flag_at(*object, "readOnly");
    for (world::BindMount mount : other->second) {
      mount.read_only = mount.read_only || read_only;
      put(mounts, std::move(mount));
    }
  }
  return {};
}

Result<void> add_mount_points(const json::object& definition, const MountSources& sources, Mounts& mounts) {
  std::set<std::string> targets;
  for (const json::value& point : array_at(definition, "mountPoints")) {
    const auto* object = point.if_object();
    if (!object) return cannot_create("mountPoints: an element is no object");
    ENI_TRY(world::BindMount mount, mount_point(*object, sources));
    if (!targets.insert(mount.target).second) return daemon_refuses("Duplicate mount point: " + mount.target);
    put(mounts, std::move(mount));
  }
  return {};
}

Result<std::vector<std::string>> memory_options(const json::object& tmpfs) {
  std::vector<std::string> options = texts_at(tmpfs, "mountOptions");
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    const std::string_view name = std::string_view(option).substr(0, equals);
    const bool is_known =
        equals == std::string::npos ? has_name(kMemoryFlags, name) : has_name(kMemoryValues, name);
    if (!is_known || option.find(',') != std::string::npos || has_control_characters(option))
      return daemon_refuses("invalid tmpfs option \"" + excerpt(option) + "\"");
  }
  std::erase(options, "defaults");
  const bool may_execute = std::find(options.begin(), options.end(), "exec") != options.end();
  if (!may_execute) options.insert(options.begin(), "noexec");  // As Docker has it.
  return options;
}

Result<world::MemoryMount> memory_mount(const json::object& tmpfs) {
  ENI_TRY(std::string target, target_of(text_at(tmpfs, "containerPath")));
  const std::int64_t mib = integer_at(tmpfs, "size");
  if (mib <= 0 || mib > kMaxMemoryMib)
    return cannot_create("linuxParameters.tmpfs: the size of " + target + " is not valid");
  ENI_TRY(std::vector<std::string> options, memory_options(tmpfs));
  return world::MemoryMount{std::move(target), static_cast<std::uint64_t>(mib) << 20, std::move(options)};
}

/// Where both would be, Docker mounts what is in memory. Behind a volume it would not be seen.
Result<void> give_way(Mounts& mounts, const world::MemoryMount& memory) {
  mounts.erase(memory.target);
  for (const auto& [target, mount] : mounts) {
    if (is_in(memory.target, target))
      return cannot_create("linuxParameters.tmpfs is not supported by the sandbox within a volume: " +
                           memory.target + " in " + target);
  }
  return {};
}

}  // namespace

Result<std::vector<world::BindMount>> volumes_of(const json::object& definition,
                                                 const MountSources& sources) {
  Mounts mounts;
  for (const world::BindMount& volume : sources.image_volumes) {
    // An image's is refused where a task definition's would be.
    ENI_TRY(std::string target, target_of(volume.target));
    put(mounts, {volume.source, std::move(target), volume.read_only});
  }
  ENI_CHECK(add_volumes_from(definition, sources, mounts));
  ENI_CHECK(add_mount_points(definition, sources, mounts));
  ENI_TRY(const std::vector<world::MemoryMount> in_memory, memory_mounts_of(definition));
  for (const world::MemoryMount& mount : in_memory) ENI_CHECK(give_way(mounts, mount));
  std::vector<world::BindMount> out;
  for (auto& [target, mount] : mounts) out.push_back(std::move(mount));
  return out;
}

Result<std::vector<world::MemoryMount>> memory_mounts_of(const json::object& definition) {
  std::vector<world::MemoryMount> out;
  std::set<std::string> targets;
  for (const json::value& point : array_at(definition, "mountPoints"))
    targets.insert(std::filesystem::path(text_at(point, "containerPath")).lexically_normal().string());
  for (const json::value& value : array_at(object_at(definition, "linuxParameters"), "tmpfs")) {
    const auto* object = value.if_object();
    if (!object) return cannot_create("linuxParameters.tmpfs: an element is no object");
    ENI_TRY(world::MemoryMount mount, memory_mount(*object));
    if (!targets.insert(mount.target).second || targets.contains(mount.target + "/"))
      return daemon_refuses("Duplicate mount point: " + mount.target);
    out.push_back(std::move(mount));
  }
  return out;
}

}  // namespace eni::sandbox::task_engine
