#include "sqlite/database.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

#include "sqlite/wal_buffer.h"

namespace eni::sqlite {

namespace {

[[noreturn]] void fail(sqlite3* database, std::string_view doing) {
  const std::string what = std::string("SQLite: ").append(doing).append(": ");
  throw Failure(what + sqlite3_errmsg(database), sqlite3_extended_errcode(database));
}

int run(sqlite3* database, const char* sql) { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr); }

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// Of a text that a statement keeps until the next one is bound.
constexpr std::size_t kMaxKeptText = 256;

/// The file's beginning, by which SQLite knows its own.
bool begins_like_a_database(const std::string& file) {
  static constexpr std::string_view kMagic{"SQLite format 3\0", 16};
  std::array<char, kMagic.size()> bytes{};
  std::ifstream in{file, std::ios::binary};
  return in.read(bytes.data(), bytes.size()) && std::string_view{bytes.data(), bytes.size()} == kMagic;
}

bool is_on_read_only_file_system(const std::string& file) {
  struct statvfs status {};
  const std::string folder = file.find('/') == file.npos ? "." : file.substr(0, file.rfind('/') + 1);
  const bool known = statvfs(file.c_str(), &status) == 0 || statvfs(folder.c_str(), &status) == 0;
  return known && (status.f_flag & ST_RDONLY) != 0;
}

Error damaged(const std::string& file, const std::string& failed) {
  return {failed + "it is damaged or cut short",
          "restore " + file + " from a copy, or give another --state FILE; this one is left as it is"};
}

/// What each result means to the operator.
Error explain_code(const std::string& file, int code, const std::string& message) {
  const std::string failed = "cannot open the state file " + file + ": ";
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {failed + "another process is using it",
              "stop the other sandbox, or give this one its own --state FILE"};
    case SQLITE_CORRUPT:
      return damaged(file, failed);
    case SQLITE_NOTADB:
      if (begins_like_a_database(file)) return damaged(file, failed);
      return {failed + "it is not a database of this program",
              "give another --state FILE; this one is left as it is"};
    case SQLITE_FULL:
      return {failed + "the disk is full", "free space on the disk of " + file + ", or use --ephemeral"};
    default:
      break;
  }
  if (is_on_read_only_file_system(file))
    return {failed + "its file system is read-only",
            "give a --state FILE on a file system that can be written, or use --ephemeral"};
  switch (code & 0xff) {
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {failed + "it cannot be written", "check its folder and permissions, or use --ephemeral"};
    case SQLITE_IOERR:
      return {failed + "the disk fails: " + message, "check the disk and its free space, or use --ephemeral"};
    default:
      return {failed + message, ""};
  }
}

/// SQLite would make it as wide as the umask lets it. What SQLite makes beside it later has the same mode.
void make_for_owner(const std::string& file) {
  const int made = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (made < 0) return;  // it is there already, or SQLite will say why not
  fchmod(made, kOwnerOnly);
  close(made);
}

/// A database that is read out of `image`, which has to stay.
sqlite3* open_image(std::string_view image) {
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) {
    auto* bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(image.data()));  // It is read only.
    const auto size = static_cast<sqlite3_int64>(image.size());
    code = sqlite3_deserialize(handle, "main", bytes, size, size, SQLITE_DESERIALIZE_READONLY);
  }
  // Its pages are read where they lie: a start has no time to copy each of them twice.
  if (code == SQLITE_OK) code = run(handle, "PRAGMA mmap_size=268435456");
  if (code == SQLITE_OK) return handle;
  const std::string what = sqlite3_errstr(code);
  sqlite3_close_v2(handle);
  throw Failure("SQLite: a database in memory: " + what, code);
}

/// The lock is taken at once and kept until the database is closed or the process ends. The cache of 16 MiB is filled only
/// as pages are read: what thousands of hosts have in use does not fit in SQLite's 2 MB.
int prepare(sqlite3* handle) {
  for (const char* pragma :
       {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA foreign_keys=ON", "PRAGMA temp_store=MEMORY",
        "PRAGMA cache_size=-16384", "BEGIN EXCLUSIVE", "COMMIT"}) {
    const int code = run(handle, pragma);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace

/// The database and its savepoints. Those that no statement has needed yet are the innermost ones.
struct Database::Connection {
  explicit Connection(sqlite3* database) : handle{database} {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    for (sqlite3_stmt* statement : steps_) sqlite3_finalize(statement);
    sqlite3_close_v2(handle);
  }

  bool in_transaction() const { return sqlite3_get_autocommit(handle) == 0; }
  bool has_pending() const { return pending_ > 0; }

  void open() {
    check_not_undone("SAVEPOINT");
    ++depth_;
    ++pending_;
  }

  /// Before each statement. One in a transaction that is undone would be committed by itself. What only reads has nothing to
  /// undo: calls that read and no more cost no savepoint.
  void begin_pending(bool for_reading) {
    check_not_undone("SAVEPOINT");
    if (for_reading) return;
    while (pending_ > 0) {
      if (run_step(Step::kBegin) != SQLITE_OK) fail(handle, "SAVEPOINT");
      --pending_;
    }
  }

  void commit() {
    if (pending_ > 0) {
      --pending_;
    } else {
      if (!in_transaction()) fail_undone("COMMIT");
      if (run_step(Step::kCommit) != SQLITE_OK) fail(handle, "COMMIT");
    }
    if (--depth_ == 0) tell(TransactionEnd::kCommitted);
  }

  /// The outermost one leaves no transaction open, whatever fails.
  void undo() {
    --depth_;
    if (pending_ > 0) {
      --pending_;
    } else {
      // An error such as a full disk may have rolled everything back already; then there is no savepoint any more.
      run_step(Step::kRollBack);
      run_step(Step::kCommit);
      // A disk that fails may refuse even that.
      if (depth_ == 0 && in_transaction()) run(handle, "ROLLBACK");
    }
    tell(depth_ == 0 ? TransactionEnd::kUndone : TransactionEnd::kPartlyUndone);
  }

  sqlite3* handle;
  bool prepares_at_once = false;
  std::vector<std::function<void(TransactionEnd)>> watchers;

 private:
  enum class Step { kBegin, kCommit, kRollBack };

  /// SAVEPOINT, RELEASE and ROLLBACK TO are prepared at first use: nearly every call of an API is a transaction.
  /// @return  a result code of SQLite
  int run_step(Step step) {
    static constexpr std::array kSql{"SAVEPOINT nested", "RELEASE nested", "ROLLBACK TO nested"};
    const auto index = static_cast<std::size_t>(step);
    sqlite3_stmt*& statement = steps_[index];
    if (!statement) {
      const int code =
          sqlite3_prepare_v3(handle, kSql[index], -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
      if (code != SQLITE_OK) return code;
    }
    sqlite3_step(statement);
    return sqlite3_reset(statement);
  }

  void check_not_undone(const char* step) const {
    if (depth_ > pending_ && !in_transaction()) fail_undone(step);
  }

  /// A full or failing disk undoes the whole transaction at once, within whichever statement it shows. Whoever goes on in it
  /// after having caught that must hear of the same failure again, and not of savepoints that are gone.
  [[noreturn]] static void fail_undone(const char* step) {
    throw Failure(std::string("SQLite: ") + step + ": an earlier failure has undone the transaction",
                  SQLITE_ABORT_ROLLBACK);
  }

  void tell(TransactionEnd end) const {
    for (const auto& watcher : watchers) watcher(end);
  }

  int depth_ = 0;    ///< of savepoints
  int pending_ = 0;  ///< of them, those that SQLite has not heard of
  std::array<sqlite3_stmt*, 3> steps_{};
};

Database::Database(sqlite3* handle) : connection_{std::make_unique<Connection>(handle)} {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

bool Failure::will_pass() const {
  switch (code_ & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_ABORT:  // the transaction was undone by one of these
      return true;
    default:
      return false;
  }
}

Result<Database> Database::open(const std::string& file) {
  if (file != ":memory:") make_for_owner(file);
  sqlite3* handle = nullptr;
  int code =
      sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      vfs_with_wal_buffer());
  Database database{handle};  // closes it on every way out
  if (code == SQLITE_OK) code = prepare(handle);
  if (code != SQLITE_OK) return explain_code(file, code, handle ? sqlite3_errmsg(handle) : "out of memory");
  return database;
}

void Database::use_write_ahead_log() {
  for (const char* pragma :
       {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA wal_autocheckpoint=4000"}) {
    if (run(connection_->handle, pragma) != SQLITE_OK) fail(connection_->handle, pragma);
  }
}

Result<bool> Database::restrict_to_owner() {
  const char* name = sqlite3_db_filename(connection_->handle, "main");
  const std::string file = name ? name : "";
  bool was_open = false;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    const std::string each = file + suffix;
    struct stat status {};
    if (file.empty() || stat(each.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
      continue;
    was_open = true;
    // File systems without modes refuse it, too; there the owner of the file system decides.
    if (chmod(each.c_str(), kOwnerOnly) != 0 && status.st_uid != geteuid())
      return Error{
          "the state file " + each + " is another user's and open to others: " + std::strerror(errno),
          "have its owner run chmod 600 " + each + ", or give another --state FILE"};
  }
  return was_open;
}

Error explain(const std::string& file, const Failure& failure) {
  return explain_code(file, failure.code(), failure.what());
}

std::string fault_of_disk(const Failure& failure) {
  switch (failure.code() & 0xff) {
    case SQLITE_FULL:
      return "the disk of the state file is full";
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_ABORT:
      return "the disk of the state file fails";
    case SQLITE_READONLY:
      return "the state file cannot be written";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "the state file is in use";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the state file is damaged: restore it from a copy, or start with another --state FILE";
    default:
      return "";
  }
}

void Database::prepare_at_once() { connection_->prepares_at_once = true; }

void Database::watch(std::function<void(TransactionEnd)> watcher) {
  connection_->watchers.push_back(std::move(watcher));
}

void Database::execute_text(std::string_view sql) {
  connection_->begin_pending(false);
  if (run(connection_->handle, std::string(sql).c_str()) != SQLITE_OK)
    fail(connection_->handle, sql.substr(0, 200));
}

void Database::copy_from(std::string_view image) {
  Database source{open_image(image)};
  sqlite3* const from = source.connection_->handle;
  sqlite3_backup* backup = sqlite3_backup_init(connection_->handle, "main", from, "main");
  if (!backup) fail(connection_->handle, "copy");
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) fail(connection_->handle, "copy");
}

int Database::user_version() {
  Statement read{*this, "PRAGMA user_version"};
  return read.step() ? static_cast<int>(read.integer(0)) : 0;
}

void Database::set_user_version(int version) {
  // A pragma takes no parameters; an integer is safe in its text.
  execute_text("PRAGMA user_version=" + std::to_string(version));
}

std::int64_t Database::schema_version() {
  Statement read{*this, "PRAGMA schema_version"};
  return read.step() ? read.integer(0) : 0;
}

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(connection_->handle); }

bool Database::in_transaction() const { return connection_->has_pending() || connection_->in_transaction(); }

int Database::changes() const { return sqlite3_changes(connection_->handle); }

Statement::Statement(Database& database, std::string_view sql, Prepared)
    : connection_{*database.connection_}, sql_{sql} {
  if (connection_.prepares_at_once) prepare();
}

void Statement::prepare() {
  if (sqlite3_prepare_v3(connection_.handle, sql_.data(), static_cast<int>(sql_.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
    fail(connection_.handle, sql_);
  }
  parameters_ = sqlite3_bind_parameter_count(statement_);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
  if (!statement_) prepare();
  connection_.begin_pending(sqlite3_stmt_readonly(statement_) != 0);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    const std::string message = sqlite3_errmsg(connection_.handle);
    sqlite3_reset(statement_);
    throw Failure("SQLite: " + std::string(sqlite3_sql(statement_)) + ": " + message, code);
  }
  sqlite3_reset(statement_);
  return false;
}

void Statement::reset() { sqlite3_reset(statement_); }

void Statement::make_ready() {
  if (statement_) {
    reset();
  } else {
    prepare();
  }
}

void Statement::clear_bindings() { sqlite3_clear_bindings(statement_); }

std::string Statement::text(int column) const { return std::string(view(column)); }

std::string_view Statement::view(int column) const {
  // column_blob before column_bytes; a blob's bytes and a text's are the same to us.
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  if (sqlite3_column_type(statement_, column) == SQLITE_INTEGER ||
      sqlite3_column_type(statement_, column) == SQLITE_FLOAT) {
    return reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  }
  return data ? std::string_view{data, size} : std::string_view{};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

void Statement::bind_text(int index, std::string_view value) {
  // SQLite would ask for memory for each text and give it back with the next one.
  const bool is_kept = value.size() <= kMaxKeptText && index <= parameters_;
  if (is_kept) {
    if (!texts_) texts_ = std::make_unique<std::string[]>(static_cast<std::size_t>(parameters_));
    value = texts_[static_cast<std::size_t>(index - 1)].assign(value);
  }
  // A null pointer would bind NULL: an empty view may have one.
  const char* data = value.data() ? value.data() : "";
  if (sqlite3_bind_text64(statement_, index, data, value.size(), is_kept ? SQLITE_STATIC : SQLITE_TRANSIENT,
                          SQLITE_UTF8) != SQLITE_OK) {
    fail(connection_.handle, "bind");
  }
}

void Statement::bind_integer(int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) fail(connection_.handle, "bind");
}

void Statement::bind_real(int index, double value) {
  if (sqlite3_bind_double(statement_, index, value) != SQLITE_OK) fail(connection_.handle, "bind");
}

void Statement::bind_null(int index) {
  if (sqlite3_bind_null(statement_, index) != SQLITE_OK) fail(connection_.handle, "bind");
}

Transaction::Transaction(Database& database) : connection_{*database.connection_} { connection_.open(); }

Transaction::~Transaction() {
  if (open_) connection_.undo();
}

void Transaction::commit() {
  connection_.commit();
  open_ = false;
}

}  // namespace eni::sqlite
