#pragma once
/// A layer between SQLite and the file of its write-ahead log: SQLite writes each changed page by two calls into the system, one
/// for the frame's header and one for the page; this collects a transaction's frames and writes them at once.
///
/// What SQLite may rely on stays: when a commit returns, its frames are with the operating system, and a write that fails fails the
/// commit. Source: SQLite, "The WAL file format" (https://www.sqlite.org/walformat.html) and "The SQLite OS interface".
#include <sqlite3.h>

namespace eni::sqlite {

/// The name of a VFS for sqlite3_open_v2: SQLite's default one of this moment, with the log buffered.
const char* vfs_with_wal_buffer();

}  // namespace eni::sqlite
