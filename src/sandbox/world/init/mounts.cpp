#include "sandbox/world/init/mounts.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/isolation/init/execution.h"
#include "sandbox/world/init/wire.h"
#include "sandbox/world/layers/remove_tree.h"

namespace eni::sandbox::world::init {
namespace {

using net::Descriptor;

constexpr std::uint64_t kBeneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
/// Nor another file system: what an overlay shows is its container's.
constexpr std::uint64_t kBeneathHere = kBeneath | RESOLVE_NO_XDEV;

/// What mount(2) takes as options is one page.
constexpr std::size_t kMaxOptionBytes = 4'095;

Failure failure_of(const std::string& path) { return {errno, path}; }

Descriptor open_beneath(int folder, const std::string& path, std::uint64_t resolve) {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = resolve;
  return Descriptor{static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how))};
}

Descriptor open_files() { return Descriptor{open(kWorldFiles, O_PATH | O_DIRECTORY | O_CLOEXEC)}; }

/// Makes the folders on the way, too.
Descriptor open_or_make(int files, const std::string& path) {
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string way = path.substr(0, end);
    if (open_beneath(files, way, kBeneathHere)) continue;
    if (errno != ENOENT) return Descriptor{};
    const std::size_t slash = way.rfind('/');
    const Descriptor parent =
        open_beneath(files, slash == std::string::npos ? "." : way.substr(0, slash), kBeneathHere);
    if (!parent) return Descriptor{};
    const std::string name = slash == std::string::npos ? way : way.substr(slash + 1);
    if (mkdirat(parent.get(), name.c_str(), 0755) != 0 && errno != EEXIST) return Descriptor{};
  }
  return open_beneath(files, path, kBeneathHere);
}

/// By its descriptor a folder has a short name, with nothing in it that overlayfs would read as a separator.
std::string name_of(const Descriptor& folder) { return "/proc/self/fd/" + std::to_string(folder.get()); }

}  // namespace

Failure mount_overlay(const OverlayRequest& request) {
  const Descriptor files = open_files();
  if (!files) return failure_of(kWorldFiles);
  const Descriptor target = open_or_make(files.get(), request.target);
  if (!target) return failure_of(request.target);
  std::vector<Descriptor> layers;
  // overlayfs wants one: of a container without any, the empty folder that it is mounted on.
  std::string options = request.lower.empty() ? "lowerdir=" + name_of(target) : "";
  for (const std::string& path : request.lower) {
    layers.push_back(open_beneath(files.get(), path, kBeneathHere));
    if (!layers.back()) return failure_of(path);
    options += (options.empty() ? "lowerdir=" : ":") + name_of(layers.back());
  }
  const Descriptor upper = open_or_make(files.get(), request.upper);
  if (!upper) return failure_of(request.upper);
  const Descriptor work = open_or_make(files.get(), request.work);
  if (!work) return failure_of(request.work);
  // Nobody asks for a container's files after a power cut, so nothing need be brought to the disk.
  options += ",upperdir=" + name_of(upper) + ",workdir=" + name_of(work) + ",userxattr,volatile";
  if (options.size() > kMaxOptionBytes) return {E2BIG, std::to_string(layers.size()) + " layers"};
  if (mount("overlay", name_of(target).c_str(), "overlay", MS_NODEV, options.c_str()) != 0)
    return failure_of("an overlay on " + request.target);
  return {};
}

/// From descriptor to descriptor: between the look-up of a name and its mount a container may put a link in its place.
Failure bind_folder(const std::string& folder, const std::string& target) {
  const Descriptor files = open_files();
  if (!files) return failure_of(kWorldFiles);
  const Descriptor source = open_or_make(files.get(), folder);
  if (!source) return failure_of(folder);
  const Descriptor place = open_or_make(files.get(), target);
  if (!place) return failure_of(target);
  const Descriptor tree{static_cast<int>(
      syscall(SYS_open_tree, source.get(), "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH))};
  if (!tree || syscall(SYS_move_mount, tree.get(), "", place.get(), "",
                       MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0)
    return failure_of(target);
  return {};
}

Failure unmount(const std::string& target) {
  const Descriptor files = open_files();
  const Descriptor folder = files ? open_beneath(files.get(), target, kBeneath) : Descriptor{};
  if (!folder) return errno == ENOENT ? Failure{} : failure_of(target);
  if (umount2(name_of(folder).c_str(), MNT_DETACH) != 0 && errno != EINVAL) return failure_of(target);
  return {};
}

Started start_removal(const std::string& path) {
  const Descriptor files = open_files();
  const std::size_t slash = path.rfind('/');
  const std::string way = slash == std::string::npos ? "." : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return {{EINVAL, path}, 0};
  const Descriptor parent = files ? open_beneath(files.get(), way, kBeneathHere) : Descriptor{};
  if (!parent) return {failure_of(path), 0};
  const pid_t child = fork();
  if (child < 0) return {failure_of(path), 0};
  if (child == 0) {
    isolation::init::begin_session();
    _exit(layers::remove_tree(parent.get(), name.c_str()));
  }
  return {{}, child};
}

}  // namespace eni::sandbox::world::init
