#include "sandbox/world/layers/layer_folder.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/world/layers/remove_tree.h"

namespace eni::sandbox::world::layers {
namespace {

/// As many as the kernel follows in one look-up.
constexpr int kMaxLinks = 40;

/// The kernel resolves `path` as if `root` were the root of everything: "..", absolute names and links end there.
int open_in_root(int root, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  const char* name = path.empty() ? "." : path.c_str();
  for (int attempt = 0;; ++attempt) {
    const auto opened = static_cast<int>(syscall(SYS_openat2, root, name, &how, sizeof how));
    // EAGAIN: something was renamed on this machine while ".." was looked up, so that the kernel cannot be sure.
    if (opened >= 0 || (errno != EAGAIN && errno != EINTR) || attempt == 1'000) return opened;
  }
}

Failure folder_failure(const std::string& path, int error) {
  const std::string what = "the folder " + printable(path);
  if (error == ENOTDIR) return {LayerFault::kPath, what + " is none in this layer", error};
  if (error == ENOSYS) return {LayerFault::kUnsupported, "openat2 is needed, Linux 5.6", error};
  return system_failure(what, error);
}

std::string read_link(int folder, const std::string& name) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = readlinkat(folder, name.c_str(), target.data(), target.size());
  target.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return target;
}

}  // namespace

Failure LayerFolder::count_entry() {
  return ++report_.entries > limits_.entries ? limit_failure("entries", limits_.entries) : Failure{};
}

net::Descriptor LayerFolder::open_existing(const std::string& path) const {
  return net::Descriptor{open_in_root(root_, path, O_PATH | O_DIRECTORY)};
}

net::Descriptor LayerFolder::open_itself(const std::string& path) const {
  return net::Descriptor{open_in_root(root_, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)};
}

Failure LayerFolder::open_parent(const std::string& path, int& folder) {
  if (!parent_ || path != parent_path_) {
    net::Descriptor opened = open_existing(path);
    if (!opened && errno != ENOENT) return folder_failure(path, errno);
    if (!opened)
      if (Failure failure = make_way(path, opened); failure) return failure;
    parent_ = std::move(opened);
    parent_path_ = path;
  }
  folder = parent_.get();
  return {};
}

/// Goes from folder to folder, and makes those that are missing, also where a link leads to one that is missing.
Failure LayerFolder::make_way(std::string path, net::Descriptor& folder) {
  for (int links = 0; links <= kMaxLinks; ++links) {
    folder = open_existing("");
    if (!folder) return folder_failure("", errno);
    bool is_rewritten = false;
    for (std::size_t begin = 0; begin < path.size() && !is_rewritten;) {
      const std::size_t slash = std::min(path.find('/', begin), path.size());
      const std::string way = path.substr(0, slash), name = path.substr(begin, slash - begin);
      net::Descriptor next = open_existing(way);
      if (!next && errno != ENOENT) return folder_failure(way, errno);
      if (!next) {
        std::string rest = path.substr(slash);
        if (Failure failure = step(folder.get(), name, rest, path.substr(0, begin), is_rewritten); failure)
          return failure;
        if (is_rewritten) {
          path = std::move(rest);
          break;
        }
        next = open_existing(way);
        if (!next) return folder_failure(way, errno);
      }
      folder = std::move(next);
      begin = slash + 1;
    }
    if (!is_rewritten) return {};
  }
  return folder_failure(path, ELOOP);
}

/// Makes a folder that is missing; where a link to nothing is in the way, says in `rest` where that leads instead.
/// @param rest  what comes behind the folder, with its "/"
/// @param way   what comes before it
Failure LayerFolder::step(int folder, const std::string& name, std::string& rest, std::string_view way,
                          bool& is_rewritten) {
  if (mkdirat(folder, name.c_str(), 0755) == 0) {
    fchmodat(folder, name.c_str(), 0755, 0);  // Whatever the umask.
    return count_entry();
  }
  const int error = errno;
  const std::string target = error == EEXIST ? read_link(folder, name) : std::string{};
  if (target.empty()) return folder_failure(std::string(way) + name, error);
  rest = (target.starts_with('/') ? target : std::string(way) + target) + rest;
  if (rest.size() > limits_.path_bytes) return folder_failure(std::string(way) + name, ENAMETOOLONG);
  is_rewritten = true;
  return {};
}

Failure LayerFolder::replace(int folder, const std::string& name) {
  if (unlinkat(folder, name.c_str(), 0) == 0) return {};
  if (errno != EISDIR) return system_failure("replacing it", errno);
  if (const int error = remove_tree(folder, name.c_str()); error != 0)
    return system_failure("replacing the folder", error);
  return {};
}

/// @param make  returns whether it worked, or errno
template <class Make>
Failure LayerFolder::make_anew(int folder, const std::string& name, const char* what, Make make) {
  if (make()) return {};
  if (errno == EEXIST) {
    if (Failure failure = replace(folder, name); failure) return failure;
    // `folder` is held all the same: it is not what was replaced, nor in it.
    if (make()) return {};
  }
  return system_failure(what, errno);
}

Failure LayerFolder::make_file(int folder, const std::string& name, net::Descriptor& file) {
  return make_anew(folder, name, "its file", [&] {
    file.reset(openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    return static_cast<bool>(file);
  });
}

Failure LayerFolder::make_folder(int folder, const std::string& name, net::Descriptor& opened) {
  struct stat status {};
  const bool is_there =
      fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
  if (!is_there) {
    Failure failure =
        make_anew(folder, name, "its folder", [&] { return mkdirat(folder, name.c_str(), 0700) == 0; });
    if (failure) return failure;
  }
  opened.reset(openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return opened ? Failure{} : system_failure("its folder", errno);
}

Failure LayerFolder::make_symbolic_link(int folder, const std::string& name, const std::string& target) {
  if (target.empty()) return {LayerFault::kArchive, "a symbolic link to nothing"};
  return make_anew(folder, name, "its link",
                   [&] { return symlinkat(target.c_str(), folder, name.c_str()) == 0; });
}

Failure LayerFolder::make_fifo(int folder, const std::string& name) {
  return make_anew(folder, name, "its fifo", [&] { return mkfifoat(folder, name.c_str(), 0600) == 0; });
}

Failure LayerFolder::make_hard_link(const EntryPath& path, const EntryPath& target) {
  const std::string what = "the hard link's target " + printable(target.text());
  const net::Descriptor source = open_existing(target.parent);
  struct stat status {};
  if (!source || fstatat(source.get(), target.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
      return {LayerFault::kPath, what + " is not in this layer", errno};
    return system_failure(what, errno);
  }
  if (S_ISDIR(status.st_mode)) return {LayerFault::kPath, what + " is a folder"};
  int folder = -1;
  if (Failure failure = open_parent(path.parent, folder); failure) return failure;
  struct stat there {};
  if (fstatat(folder, path.name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 && there.st_ino == status.st_ino)
    return {};  // To itself; it would be removed for itself.
  return make_anew(folder, path.name, what.c_str(), [&] {
    return linkat(source.get(), target.name.c_str(), folder, path.name.c_str(), 0) == 0;
  });
}

}  // namespace eni::sandbox::world::layers
