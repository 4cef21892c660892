#include "sandbox/private_directory.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eni::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "eni-trunking-";
constexpr const char* kLockFile = ".lock";

/// A lock file that nobody ever sees without its lock: it gets its name once it is locked. @return  -1 if not
int make_locked(const fs::path& folder) {
  const fs::path unnamed = folder / ".lock.new";
  const int file = open(unnamed.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  const bool made =
      flock(file, LOCK_EX | LOCK_NB) == 0 && rename(unnamed.c_str(), (folder / kLockFile).c_str()) == 0;
  if (made) return file;
  close(file);
  return -1;
}

bool is_own_folder(const fs::path& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

/// Whether the run that made the folder has ended without taking it away.
bool is_abandoned(const fs::path& path) {
  if (path.filename().string().rfind(kPrefix, 0) != 0 || !is_own_folder(path)) return false;
  const int file = open((path / kLockFile).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return false;
  const bool unlocked = flock(file, LOCK_EX | LOCK_NB) == 0;
  close(file);
  return unlocked;
}

void sweep(const fs::path& parent) {
  std::error_code code;
  for (const auto& entry :
       fs::directory_iterator(parent, fs::directory_options::skip_permission_denied, code)) {
    std::error_code ignored;
    if (is_abandoned(entry.path())) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace

Result<std::unique_ptr<PrivateDirectory>> PrivateDirectory::make(const fs::path& parent) {
  sweep(parent);
  std::string path = (parent / (std::string(kPrefix) + "XXXXXX")).string();
  const bool made = mkdtemp(path.data()) != nullptr;
  const int lock = made ? make_locked(path) : -1;
  if (lock < 0) {
    return Error{"cannot create a private folder in " + parent.string() + ": " + std::strerror(errno),
                 "set TMPDIR to a folder that is yours"};
  }
  return std::make_unique<PrivateDirectory>(path, lock);
}

Result<std::unique_ptr<PrivateDirectory>> PrivateDirectory::make() {
  std::error_code code;
  const fs::path parent = fs::temp_directory_path(code);
  if (code) return Error{"no folder for temporary files: " + code.message(), "set TMPDIR"};
  return make(parent);
}

PrivateDirectory::~PrivateDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  close(lock_);
}

}  // namespace eni::sandbox
