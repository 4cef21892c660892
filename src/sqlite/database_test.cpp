#include "sqlite/database.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::sqlite {
namespace {

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/eni-sqlite-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

Database memory() { return *Database::open(":memory:"); }

TEST(Database, ValuesComeBackAsTheyWereBound) {
  Database database = memory();
  database.execute("CREATE TABLE t (a TEXT, b INTEGER, c REAL, d TEXT, e TEXT) STRICT");
  Statement insert{database, "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)"};
  insert.run(std::string("a\0b", 3), 7, 1.5, nullptr, std::optional<std::string>{});
  Statement all{database, "SELECT a, b, c, d, e FROM t"};
  ASSERT_TRUE(all.query().step());
  EXPECT_EQ(all.text(0), std::string("a\0b", 3));
  EXPECT_EQ(all.integer(1), 7);
  EXPECT_EQ(all.text(1), "7");
  EXPECT_EQ(all.real(2), 1.5);
  EXPECT_TRUE(all.is_null(3));
  EXPECT_TRUE(all.is_null(4));
  EXPECT_FALSE(all.step());
}

TEST(Database, AnEmptyTextIsNotNull) {
  Database database = memory();
  Statement select{database, "SELECT ?1 IS NULL"};
  ASSERT_TRUE(select.query(std::string_view{}).step());
  EXPECT_EQ(select.integer(0), 0);
}

TEST(Database, CopyFromTakesOverAWholeFile) {
  const Folder folder;
  {
    Database file = *Database::open(folder.file("a.db"));
    file.execute("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('copied'); PRAGMA application_id=7");
  }
  std::ifstream stream{folder.file("a.db"), std::ios::binary};
  const std::string image{std::istreambuf_iterator<char>{stream}, {}};
  for (const std::string& name : {std::string(":memory:"), folder.file("b.db")}) {
    Database database = *Database::open(name);
    database.use_write_ahead_log();
    database.copy_from(image);
    Statement all{database, "SELECT a, (SELECT application_id FROM pragma_application_id) FROM t"};
    ASSERT_TRUE(all.step()) << name;
    EXPECT_EQ(all.text(0), "copied") << name;
    EXPECT_EQ(all.integer(1), 7) << name;
  }
}

TEST(Database, CopyFromWhatIsNoDatabaseChangesNothing) {
  Database database = memory();
  database.execute("CREATE TABLE t (a TEXT)");
  EXPECT_THROW(database.copy_from(std::string(8192, 'x')), Failure);
  Statement all{database, "SELECT count(*) FROM t"};
  EXPECT_TRUE(all.step());
}

TEST(Database, WrongSqlIsFoundByItsFirstUseOrAtOnce) {
  Database database = memory();
  Statement wrong{database, "SELECT a FROM t"};
  EXPECT_THROW(wrong.query(), Failure);
  EXPECT_THROW(wrong.step(), Failure);
  database.prepare_at_once();
  EXPECT_THROW(Statement(database, "SELECT a FROM t"), Failure);
}

TEST(Database, AStatementMayBeOlderThanItsTable) {
  Database database = memory();
  Statement count{database, "SELECT count(*) FROM t"};
  database.execute("CREATE TABLE t (a INTEGER)");
  EXPECT_TRUE(count.query().step());
}

TEST(Database, ChangesAndRowidTellOfTheLastStatement) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (41), (42)");
  EXPECT_EQ(database.last_insert_rowid(), 42);
  Statement clear{database, "DELETE FROM t"};
  clear.run();
  EXPECT_EQ(database.changes(), 2);
}

TEST(Database, AFailedStatementThrowsAndCanBeUsedAgain) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
  Statement insert{database, "INSERT INTO t VALUES (?1)"};
  insert.run(1);
  EXPECT_THROW(insert.run(1), Failure);
  insert.run(2);
  EXPECT_EQ(database.changes(), 1);
}

std::int64_t rows(Database& database) {
  Statement count{database, "SELECT count(*) FROM t"};
  count.query().step();
  return count.integer(0);
}

TEST(Transaction, RollsBackUnlessCommitted) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER)");
  {
    Transaction transaction{database};
    database.execute("INSERT INTO t VALUES (1)");
  }
  EXPECT_EQ(rows(database), 0);
  {
    Transaction transaction{database};
    database.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(rows(database), 1);
}

TEST(Transaction, AnInnerOneRollsBackAlone) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER)");
  Transaction outer{database};
  database.execute("INSERT INTO t VALUES (1)");
  {
    Transaction inner{database};
    database.execute("INSERT INTO t VALUES (2)");
  }
  {
    Transaction inner{database};
    database.execute("INSERT INTO t VALUES (3)");
    inner.commit();
  }
  outer.commit();
  EXPECT_EQ(rows(database), 2);
}

TEST(Transaction, AFullDiskLeavesNoneOpen) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER); PRAGMA max_page_count=3");
  Statement insert{database, "INSERT INTO t SELECT randomblob(?1)"};
  try {
    Transaction outer{database};
    Transaction inner{database};
    insert.run(100'000);
    ADD_FAILURE() << "there was room";
  } catch (const Failure& failure) {
    EXPECT_EQ(explain("f", failure).message, "cannot open the state file f: the disk is full");
    EXPECT_EQ(fault_of_disk(failure), "the disk of the state file is full");
  }
  EXPECT_FALSE(database.in_transaction());
  Transaction next{database};
  insert.run(1);
  next.commit();
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(rows(database), 1);
}

TEST(Statement, ParametersThatAreNotGivenAreNull) {
  Database database = memory();
  Statement ask{database, "SELECT ?1, ?2"};
  const auto nulls = [&] {
    EXPECT_TRUE(ask.step());
    return std::pair{ask.is_null(0), ask.is_null(1)};
  };
  ask.query(1, 2);
  EXPECT_EQ(nulls(), std::pair(false, false));
  ask.query(1);
  EXPECT_EQ(nulls(), std::pair(false, true));
  ask.query();
  EXPECT_EQ(nulls(), std::pair(true, true));
}

TEST(Transaction, BeginsWithItsFirstStatementAndIsOpenBefore) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER)");
  Statement insert{database, "INSERT INTO t VALUES (?1)"};
  {
    Transaction outer{database};
    EXPECT_TRUE(database.in_transaction());
    { Transaction undone{database}; }
    {
      Transaction undone{database};
      insert.run(1);
      Transaction inner{database};
      insert.run(2);
      inner.commit();
    }
    Transaction inner{database};
    insert.run(3);
    inner.commit();
    outer.commit();
  }
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(rows(database), 1);
  {
    Transaction undone{database};
    Transaction inner{database};
    database.execute("DELETE FROM t");
    inner.commit();
  }
  EXPECT_EQ(rows(database), 1);
}

TEST(Transaction, WhatIsReadWhileItBeginsGoesOn) {
  Database database = memory();
  database.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)");
  Statement insert{database, "INSERT INTO t VALUES (?1)"};
  Statement all{database, "SELECT a FROM t ORDER BY a"};
  {
    Transaction undone{database};
    ASSERT_TRUE(all.query().step());
    {
      Transaction inner{database};
      insert.run(3);
      inner.commit();
    }
    ASSERT_TRUE(all.step());
    EXPECT_EQ(all.integer(0), 2);
  }
  EXPECT_EQ(rows(database), 2);
}

TEST(Transaction, WhatIsTriedInOneThatAFullDiskHasUndoneIsNoDefect) {
  for (const bool begins_another : {false, true}) {
    Database database = memory();
    database.execute("CREATE TABLE t (a INTEGER); PRAGMA max_page_count=3");
    // One row: SQLite undoes a statement of several alone.
    Statement insert{database, "INSERT INTO t VALUES (randomblob(?1))"};
    const auto go_on = [&] {
      Transaction outer{database};
      EXPECT_THROW(insert.run(100'000), Failure);
      if (begins_another) Transaction inner{database};
      outer.commit();
    };
    try {
      go_on();
      ADD_FAILURE() << "committed what is not there";
    } catch (const Failure& failure) {
      EXPECT_TRUE(failure.will_pass()) << failure.what();
      EXPECT_NE(fault_of_disk(failure), "");
    }
    EXPECT_FALSE(database.in_transaction());
    Transaction next{database};
    insert.run(1);
    next.commit();
    EXPECT_EQ(rows(database), 1);
  }
}

TEST(Transaction, NothingIsWrittenInOneThatAFullDiskHasUndone) {
  for (const bool undoes_a_part : {false, true}) {
    Database database = memory();
    database.execute("CREATE TABLE t (a INTEGER); PRAGMA max_page_count=3");
    Statement insert{database, "INSERT INTO t VALUES (randomblob(?1))"};
    {
      Transaction outer{database};
      insert.run(1);
      try {
        std::optional<Transaction> inner;
        if (undoes_a_part) inner.emplace(database);
        insert.run(100'000);
      } catch (const Failure&) {
      }
      EXPECT_THROW(insert.run(1), Failure);
    }
    EXPECT_EQ(rows(database), 0);
    insert.run(1);
    EXPECT_EQ(rows(database), 1);
  }
}

/// A disk that takes no more than so many bytes of a file, of one's own process: later writes fail.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(Transaction, ADiskThatFailsLeavesNoneOpenAndWhatWasCommitted) {
  const Folder folder;
  Database database = *Database::open(folder.file("a.db"));
  database.use_write_ahead_log();
  database.execute("CREATE TABLE t (a BLOB); INSERT INTO t VALUES (1)");
  Statement insert{database, "INSERT INTO t SELECT randomblob(?1)"};
  {
    const FileSizeLimit limit{64 * 1024};
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto write = [&] {
        Transaction outer{database};
        Transaction inner{database};
        insert.run(1'000'000);
        inner.commit();
        outer.commit();
      };
      EXPECT_THROW(write(), Failure);
      EXPECT_FALSE(database.in_transaction());
      EXPECT_EQ(rows(database), 1);
    }
  }
  Transaction next{database};
  insert.run(1'000'000);
  next.commit();
  EXPECT_EQ(rows(database), 2);
}

TEST(Database, TheUserVersionIsKept) {
  const Folder folder;
  {
    Database database = *Database::open(folder.file("a.db"));
    EXPECT_EQ(database.user_version(), 0);
    database.set_user_version(7);
  }
  Database database = *Database::open(folder.file("a.db"));
  EXPECT_EQ(database.user_version(), 7);
}

TEST(Database, ASecondUserOfTheFileIsRefused) {
  const Folder folder;
  const auto first = Database::open(folder.file("a.db"));
  ASSERT_TRUE(first);
  const auto second = Database::open(folder.file("a.db"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "cannot open the state file " + folder.file("a.db") + ": another process is using it");
  EXPECT_EQ(second.error().hint, "stop the other sandbox, or give this one its own --state FILE");
}

TEST(Database, AnotherFileIsNotTakenForADatabase) {
  const Folder folder;
  std::ofstream(folder.file("a.db")) << std::string(4096, 'x');
  const auto opened = Database::open(folder.file("a.db"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message,
            "cannot open the state file " + folder.file("a.db") + ": it is not a database of this program");
}

TEST(Database, AMissingFolderIsNamed) {
  const auto opened = Database::open("/nonexistent/a.db");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "cannot open the state file /nonexistent/a.db: it cannot be written");
}

TEST(Database, AKilledProcessLosesNothingCommitted) {
  const Folder folder;
  const pid_t child = fork();
  if (child == 0) {
    Database database = *Database::open(folder.file("a.db"));
    database.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
    Transaction unfinished{database};
    database.execute("INSERT INTO t VALUES (2)");
    ::kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  Database database = *Database::open(folder.file("a.db"));
  EXPECT_EQ(rows(database), 1);
}

TEST(Database, TellsItsWatchersHowTransactionsEnd) {
  Database database = *Database::open(":memory:");
  std::vector<TransactionEnd> ends;
  database.watch([&](TransactionEnd end) { ends.push_back(end); });
  {
    Transaction outer{database};
    { Transaction undone{database}; }
    {
      Transaction inner{database};
      inner.commit();
    }
    outer.commit();
  }
  { Transaction undone{database}; }
  EXPECT_EQ(ends, (std::vector{TransactionEnd::kPartlyUndone, TransactionEnd::kCommitted,
                               TransactionEnd::kUndone}));
}

}  // namespace
}  // namespace eni::sqlite
