#include "sandbox/world/layers/remove_tree.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "net/descriptor.h"

namespace eni::sandbox::world::layers {
namespace {

/// So that names can be taken out of it, also without the powers of root.
net::Descriptor open_folder(int folder, const char* name) {
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  net::Descriptor opened{openat(folder, name, flags)};
  if (!opened && errno == EACCES && fchmodat(folder, name, 0700, 0) == 0)
    opened.reset(openat(folder, name, flags));
  if (opened) fchmod(opened.get(), 0700);
  return opened;
}

/// Each name of a folder but "." and "..", until `each` returns an errno. @return  that, or an own one
template <class Each>
int for_each_name(int folder, Each each) {
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* listing = own < 0 ? nullptr : fdopendir(own);
  if (listing == nullptr) {
    const int error = errno;
    if (own >= 0) close(own);
    return error;
  }
  int error = 0;
  while (error == 0) {
    errno = 0;
    const dirent* entry = readdir(listing);
    if (entry == nullptr) {
      error = errno;
      break;
    }
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
      error = each(entry->d_name);
  }
  closedir(listing);
  return error;
}

/// Empties a tree by lifting each folder's folders to its top.
class Emptying {
 public:
  explicit Emptying(int top) : top_{top} {}

  int run() {
    do {
      found_folder_ = false;
      if (const int error = for_each_name(top_, [&](const char* name) { return remove(name); }); error != 0)
        return error;
    } while (found_folder_);  // What is lifted while the folder is read may not be read.
    return 0;
  }

 private:
  int remove(const char* name) {
    if (unlinkat(top_, name, 0) == 0) return 0;
    if (errno != EISDIR) return errno;
    found_folder_ = true;
    const net::Descriptor folder = open_folder(top_, name);
    if (!folder) return errno;
    const int error =
        for_each_name(folder.get(), [&](const char* inner) { return remove_or_lift(folder.get(), inner); });
    if (error != 0) return error;
    if (unlinkat(top_, name, AT_REMOVEDIR) == 0) return 0;
    return errno == ENOTEMPTY ? 0 : errno;  // Names that the reading missed: the next round's.
  }

  int remove_or_lift(int folder, const char* name) {
    if (unlinkat(folder, name, 0) == 0) return 0;
    if (errno != EISDIR) return errno;
    for (;;) {
      const std::string lifted = ".lifted-" + std::to_string(next_++);
      if (renameat2(folder, name, top_, lifted.c_str(), RENAME_NOREPLACE) == 0) return 0;
      if (errno == EACCES && fchmodat(folder, name, 0700, 0) == 0)  // Its ".." is to be written.
        if (renameat2(folder, name, top_, lifted.c_str(), RENAME_NOREPLACE) == 0) return 0;
      if (errno != EEXIST) return errno;
    }
  }

  int top_;
  bool found_folder_ = false;
  std::uint64_t next_ = 0;
};

}  // namespace

int remove_tree(int folder, const char* name) {
  if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return 0;
  if (errno != EISDIR) return errno;
  {
    const net::Descriptor top = open_folder(folder, name);
    if (!top) return errno;
    if (const int error = Emptying{top.get()}.run(); error != 0) return error;
  }
  return unlinkat(folder, name, AT_REMOVEDIR) == 0 ? 0 : errno;
}

}  // namespace eni::sandbox::world::layers
