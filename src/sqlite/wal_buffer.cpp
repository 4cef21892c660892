#include "sqlite/wal_buffer.h"

#include <map>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace eni::sqlite {
namespace {

/// Of a frame: page number, and in a transaction's last one the database's size in pages, which is never 0.
constexpr std::size_t kFrameHeader = 24;
constexpr std::size_t kSizeAt = 4;

/// More than transactions change, as a rule; what is larger goes in pieces. SQLite's own VFS writes 128 KiB at most, and takes a
/// multiple of it for a full disk; a page of 64 KiB may still be added.
constexpr std::size_t kMaxKept = 48 * 1024;

struct Vfs {
  sqlite3_vfs vfs;  ///< first: SQLite has a pointer to it
  sqlite3_vfs* base;
  std::string name;
};

/// An open log. The base's file lies behind it in the memory that SQLite gives.
struct Log {
  sqlite3_file file;   ///< first: SQLite has a pointer to it
  std::string kept;    ///< what is still to be written, up to `next`
  sqlite3_int64 next;  ///< where a write would go on from the last one
  bool is_last_frame;  ///< of its transaction: the one whose header came last

  sqlite3_file* base() { return reinterpret_cast<sqlite3_file*>(this + 1); }

  int write_now(const void* data, std::size_t bytes, sqlite3_int64 offset) {
    return base()->pMethods->xWrite(base(), data, static_cast<int>(bytes), offset);
  }

  /// What fails is forgotten: SQLite undoes the transaction, the only one whose frames were kept.
  int flush() {
    if (kept.empty()) return SQLITE_OK;
    const int code = write_now(kept.data(), kept.size(), next - static_cast<sqlite3_int64>(kept.size()));
    kept.clear();
    return code;
  }

  int write(std::string_view data, sqlite3_int64 offset) {
    const bool goes_on = offset == next;
    if (!goes_on) {
      if (const int code = flush(); code != SQLITE_OK) return code;
    }
    next = offset + static_cast<sqlite3_int64>(data.size());
    const bool is_header = data.size() == kFrameHeader;
    if (is_header) is_last_frame = data.substr(kSizeAt, 4) != std::string_view{"\0\0\0\0", 4};
    // SQLite writes headers anew after it has written a page twice in a transaction; no page follows these.
    if (is_header && !goes_on) return write_now(data.data(), data.size(), offset);
    kept.append(data);
    if (is_header || (!is_last_frame && kept.size() < kMaxKept)) return SQLITE_OK;
    return flush();
  }
};

Log& log_of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }

/// For calls that look at the file, or change it otherwise: it is to have all that was written. What fails is a failed write, also
/// where the disk is full: SQLite takes that from a read for a failure of the one statement, and goes on in the transaction whose
/// frames are lost.
template <auto Method, class... Args>
int flushed(sqlite3_file* file, Args... args) {
  Log& log = log_of(file);
  if (log.flush() != SQLITE_OK) return SQLITE_IOERR_WRITE;
  return (log.base()->pMethods->*Method)(log.base(), args...);
}

/// For calls that have nothing to do with what the file holds.
template <auto Method, class... Args>
int passed_on(sqlite3_file* file, Args... args) {
  sqlite3_file* base = log_of(file).base();
  return (base->pMethods->*Method)(base, args...);
}

int write_log(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
  return log_of(file).write({static_cast<const char*>(data), static_cast<std::size_t>(bytes)}, offset);
}

int close_log(sqlite3_file* file) {
  Log& log = log_of(file);
  const int flushed = log.flush();
  const int closed = log.base()->pMethods->xClose(log.base());
  log.~Log();
  return flushed != SQLITE_OK ? flushed : closed;
}

constexpr sqlite3_io_methods kMethods{
    .iVersion = 1,
    .xClose = close_log,
    .xRead = flushed<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write_log,
    .xTruncate = flushed<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = flushed<&sqlite3_io_methods::xSync, int>,
    .xFileSize = flushed<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = passed_on<&sqlite3_io_methods::xLock, int>,
    .xUnlock = passed_on<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = passed_on<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = passed_on<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = passed_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = passed_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_log(sqlite3_vfs* base, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* log = new (file) Log{};
  const int code = base->xOpen(base, name, log->base(), flags, out_flags);
  if (code != SQLITE_OK) {
    if (log->base()->pMethods) log->base()->pMethods->xClose(log->base());
    log->~Log();
    file->pMethods = nullptr;  // so that SQLite does not close it
    return code;
  }
  log->file.pMethods = &kMethods;
  return SQLITE_OK;
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* base = reinterpret_cast<Vfs*>(vfs)->base;
  if ((flags & SQLITE_OPEN_WAL) != 0) return open_log(base, name, file, flags, out_flags);
  return base->xOpen(base, name, file, flags, out_flags);
}

}  // namespace

const char* vfs_with_wal_buffer() {
  // Tests put other defaults in place, of one name. SQLite finds them by their names.
  static std::map<const sqlite3_vfs*, std::unique_ptr<Vfs>> made;
  sqlite3_vfs* base = sqlite3_vfs_find(nullptr);
  std::unique_ptr<Vfs>& vfs = made[base];
  if (!vfs) {
    vfs = std::make_unique<Vfs>(Vfs{*base, base, "wal-buffer-" + std::to_string(made.size())});
    vfs->vfs.zName = vfs->name.c_str();
    vfs->vfs.szOsFile += static_cast<int>(sizeof(Log));
    vfs->vfs.pNext = nullptr;
    vfs->vfs.xOpen = open_file;
    sqlite3_vfs_register(&vfs->vfs, 0);
  }
  return vfs->name.c_str();
}

}  // namespace eni::sqlite
