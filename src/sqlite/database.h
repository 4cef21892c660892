#pragma once
/// SQLite with RAII. Statements are members beside their SQL; a failed statement is a defect or exhaustion (disk
/// full), so it throws sqlite::Failure.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace eni::sqlite {

class Failure : public std::runtime_error {
 public:
  /// @param code  a result code of SQLite; 0 if it had none
  explicit Failure(const std::string& what, int code = 0) : std::runtime_error{what}, code_{code} {}
  int code() const { return code_; }
  /// Whether the same may succeed later: the disk is full or fails, memory is short. Else it is a defect.
  bool will_pass() const;

 private:
  int code_;
};

/// What a failure while opening means to the operator of the state file `file`: what is wrong, and what to do.
Error explain(const std::string& file, const Failure& failure);

/// What is wrong if a statement failed for the disk's sake, e.g. "the disk is full"; empty if the statement itself is.
std::string fault_of_disk(const Failure& failure);

/// What became of the writes since the outermost transaction began.
enum class TransactionEnd {
  kCommitted,
  kUndone,
  kPartlyUndone,  ///< an inner one; the outermost goes on
};

class Database {
 public:
  /// Opens or creates `file`; ":memory:" for none. Another process that has it open is an error. Nothing of the
  /// file is changed. A new one is its owner's alone, whatever the umask says.
  /// @error  "cannot open the state file FILE: …", with a hint
  static Result<Database> open(const std::string& file);
  /// From now on a commit is written to the operating system before it is acknowledged, into a file beside the
  /// database: a killed process loses nothing of it. Marks the database's file.
  void use_write_ahead_log();
  /// Takes the file, and those that SQLite keeps beside it, from everybody but their owner.
  /// @return  whether others had access before
  /// @error   they are another user's, who decides on it
  Result<bool> restrict_to_owner();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Runs one or more statements without parameters, e.g. a schema. SQL is a literal on purpose.
  template <std::size_t N>
  void execute(const char (&sql)[N]) {
    execute_text(std::string_view{sql, N - 1});
  }
  /// For SQL that was embedded at build time.
  void execute_text(std::string_view sql);
  /// Takes over what `image`, the bytes of a database's file, has, in place of all that is here, at once or not at all.
  void copy_from(std::string_view image);
  /// PRAGMA user_version: the schema's version.
  int user_version();
  void set_user_version(int version);
  /// PRAGMA schema_version: another number after each change of a table, whoever made it.
  std::int64_t schema_version();
  /// From now on a Statement is prepared where it is made, so that wrong SQL is found although nothing asks it.
  void prepare_at_once();
  /// Calls `watcher` at the end of each outermost transaction, and when a part of one is undone: for what in memory follows the
  /// rows. It must not throw.
  void watch(std::function<void(TransactionEnd)> watcher);
  std::int64_t last_insert_rowid() const;
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  int changes() const;
  /// Whether a transaction is open, so that what was written may yet be undone.
  bool in_transaction() const;

 private:
  friend class Statement;
  friend class Transaction;
  struct Connection;  ///< stays where it is when the Database is moved
  explicit Database(sqlite3* handle);

  std::unique_ptr<Connection> connection_;
};

/// A prepared statement, made once and used often; SQLite reads it when it is used for the first time. Use:
///   find_.query(name); if (find_.step()) value = find_.text(0);
///   insert_.run(name, value);
///   for (all_.query(); all_.step();) …
class Statement {
 public:
  template <std::size_t N>
  Statement(Database& database, const char (&sql)[N])
      : Statement{database, std::string_view{sql, N - 1}, Prepared{}} {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// Resets, binds ?1, ?2, … and makes ready to step(). Parameters beyond are NULL.
  template <class... Args>
  Statement& query(const Args&... args) {
    make_ready();
    if (static_cast<int>(sizeof...(args)) < parameters_) clear_bindings();
    int index = 0;
    (bind(++index, args), ...);
    return *this;
  }
  /// query() and step to the end; for INSERT, UPDATE, DELETE.
  template <class... Args>
  void run(const Args&... args) {
    query(args...);
    while (step()) {
    }
  }
  /// @return  whether there is a row; the statement is reset after the last
  bool step();
  void reset();

  std::string text(int column) const;
  std::string_view view(int column) const;  ///< valid until the next step or reset
  std::int64_t integer(int column) const;
  double real(int column) const;
  bool is_null(int column) const;

 private:
  struct Prepared {};
  Statement(Database& database, std::string_view sql, Prepared);

  void prepare();
  void make_ready();
  void clear_bindings();
  void bind_text(int index, std::string_view value);
  void bind_integer(int index, std::int64_t value);
  void bind_real(int index, double value);
  void bind_null(int index);
  template <class T>
  void bind(int index, const T& value) {
    if constexpr (std::is_same_v<T, std::nullptr_t>) {
      bind_null(index);
    } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
      bind_integer(index, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
      bind_real(index, value);
    } else {
      bind_text(index, std::string_view{value});
    }
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind_null(index);
    }
  }

  Database::Connection& connection_;
  std::string_view sql_;
  sqlite3_stmt* statement_ = nullptr;
  int parameters_ = 0;
  std::unique_ptr<std::string[]> texts_;  ///< short ones that are bound, for each parameter
};

/// A savepoint, so transactions nest. Rolls back unless committed. SQLite hears of it with the first statement in it that writes:
/// calls that only read cost none.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database::Connection& connection_;
  bool open_ = true;
};

}  // namespace eni::sqlite
