#include "sandbox/world/layers/deferred.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unordered_set>

namespace eni::sandbox::world::layers {
namespace {

/// Whether a name of before leads nowhere now, because a later entry took its place.
bool was_replaced(int error) { return error == ENOENT || error == ENOTDIR || error == ELOOP; }

}  // namespace

Failure Deferred::hold(std::uint64_t bytes) {
  held_bytes_ += bytes;
  return held_bytes_ > limits_.held_bytes
             ? limit_failure("bytes of folders and whiteouts", limits_.held_bytes)
             : Failure{};
}

Failure Deferred::add_folder(const EntryPath& path, int folder, const Attributes& attributes) {
  struct stat status {};
  if (fstat(folder, &status) != 0) return system_failure("stat", errno);
  folders_.push_back({path.text(), status.st_ino, attributes});
  return hold(sizeof(Folder) + folders_.back().path.capacity());
}

Failure Deferred::add_whiteout(const EntryPath& path) {
  whiteouts_.push_back(path);
  return hold(sizeof(EntryPath) + path.parent.size() + path.name.size());
}

Failure Deferred::carry_out(const LayerFolder& root, AttributeWriter& writer) {
  for (const EntryPath& path : whiteouts_) {
    current_ = path.text();
    Failure failure = path.kind == EntryPath::Kind::kOpaque ? make_opaque(path.parent, root, writer)
                                                            : make_whiteout(path, root, writer);
    if (failure) return failure;
  }
  return finish_folders(root, writer);
}

Failure Deferred::make_whiteout(const EntryPath& path, const LayerFolder& root, AttributeWriter& writer) {
  const net::Descriptor parent = root.open_existing(path.parent);
  if (!parent) return was_replaced(errno) ? Failure{} : system_failure("its folder", errno);
  if (mknodat(parent.get(), path.name.c_str(), S_IFCHR, makedev(0, 0)) == 0) {
    ++report_.whiteouts;
    return {};
  }
  if (errno != EEXIST) return system_failure("a whiteout", errno);
  struct stat status {};
  if (fstatat(parent.get(), path.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return system_failure("stat", errno);
  // A file of this layer hides those below by being there.
  return S_ISDIR(status.st_mode) ? make_opaque(path.text(), root, writer) : Failure{};
}

Failure Deferred::make_opaque(const std::string& path, const LayerFolder& root, AttributeWriter& writer) {
  // Through links that the layer has: its folder is where the mark would have been made.
  const net::Descriptor way = root.open_existing(path);
  if (!way) return was_replaced(errno) ? Failure{} : system_failure("its folder", errno);
  const net::Descriptor folder{openat(way.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) return system_failure("its folder", errno);
  ++report_.whiteouts;
  if (path.empty()) report_.hides_all_below = true;
  return writer.set_opaque(folder.get());
}

/// The last that was said of a folder holds, so the list is read from its end.
Failure Deferred::finish_folders(const LayerFolder& root, AttributeWriter& writer) {
  std::unordered_set<std::uint64_t> finished;
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    current_ = folder->path;
    const net::Descriptor opened = root.open_itself(folder->path);
    if (!opened && was_replaced(errno)) continue;
    struct stat status {};
    if (!opened || fstat(opened.get(), &status) != 0) return system_failure("its folder", errno);
    if (status.st_ino != folder->inode || !finished.insert(status.st_ino).second) continue;
    if (Failure failure = writer.set_owner_and_mode(opened.get(), folder->attributes, folder->path); failure)
      return failure;
    if (Failure failure = writer.set_time(opened.get(), folder->attributes); failure) return failure;
  }
  return {};
}

}  // namespace eni::sandbox::world::layers
