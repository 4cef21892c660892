#pragma once
/// For tests: a disk that is full from a certain write on, until it is freed. In a header, for it belongs to no library.
#include <map>
#include <sqlite3.h>

namespace eni::sqlite {

/// Databases opened in files while one lives write through it. There is one at a time.
class FailingDisk {
 public:
  FailingDisk() : base_{sqlite3_vfs_find(nullptr)}, vfs_{*base_} {
    current() = this;
    vfs_.zName = "failing-disk";
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FailingDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
    current() = nullptr;
  }
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  /// `count` writes more succeed.
  void fill_after(int count) { left_ = count; }
  void free() { left_ = -1; }
  /// Whether a write has failed since fill_after().
  bool was_full() const { return was_full_; }

 private:
  static FailingDisk*& current() {
    static FailingDisk* disk = nullptr;  // SQLite's callbacks are given no context.
    return disk;
  }

  static int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    FailingDisk& disk = *current();
    const int code = disk.base_->xOpen(disk.base_, name, file, flags, out_flags);
    if (file->pMethods) {
      disk.write_ = file->pMethods->xWrite;
      sqlite3_io_methods& methods = disk.methods_.try_emplace(file->pMethods, *file->pMethods).first->second;
      methods.xWrite = write;
      methods.xSync = sync;
      file->pMethods = &methods;
    }
    return code;
  }

  static int write(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
    FailingDisk& disk = *current();
    if (disk.left_ == 0) {
      disk.was_full_ = true;
      return SQLITE_FULL;
    }
    if (disk.left_ > 0) --disk.left_;
    return disk.write_(file, data, bytes, offset);
  }

  /// The power does not fail here, and waiting for the machine's disk would be most of a test's time.
  static int sync(sqlite3_file* /*file*/, int /*flags*/) { return SQLITE_OK; }

  sqlite3_vfs* base_;
  sqlite3_vfs vfs_;
  std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods_;  ///< by those of the real disk
  int (*write_)(sqlite3_file*, const void*, int, sqlite3_int64) = nullptr;
  int left_ = -1;  ///< writes that still succeed; -1: all
  bool was_full_ = false;
};

}  // namespace eni::sqlite
