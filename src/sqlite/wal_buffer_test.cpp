#include "sqlite/wal_buffer.h"

#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sqlite/database.h"
#include "sqlite/failing_disk.h"

namespace eni::sqlite {
namespace {

class WalBuffer : public testing::Test {
 protected:
  WalBuffer() {
    char name[] = "/tmp/eni-wal-XXXXXX";
    folder_ = mkdtemp(name);
    file_ = (folder_ / "a.db").string();
  }
  ~WalBuffer() override { std::filesystem::remove_all(folder_); }

  Database opened() const {
    Database database = *Database::open(file_);
    database.use_write_ahead_log();
    database.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b BLOB) STRICT");
    return database;
  }

  /// Does `work` in a process that is killed after it.
  template <class Work>
  void in_killed_process(const Work& work) const {
    const pid_t child = fork();
    if (child == 0) {
      Database database = opened();
      work(database);
      ::kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  /// What SQLite reads without the buffer.
  std::string read(const char* sql) const {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open_v2(file_.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    std::string value = "no row";
    if (sqlite3_step(statement) == SQLITE_ROW)
      value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close_v2(handle);
    return value;
  }

  std::filesystem::path folder_;
  std::string file_;
};

/// So small a cache that SQLite writes pages of a transaction before it ends, and some of them again.
void spill(Database& database, int rows) {
  database.execute("PRAGMA cache_size=10");
  Statement insert{database, "INSERT INTO t (b) VALUES (randomblob(3000))"};
  Statement change{database, "UPDATE t SET b = randomblob(3000)"};
  for (int row = 0; row < rows; ++row) insert.run();
  change.run();
  change.run();
}

TEST_F(WalBuffer, AKilledProcessLosesNothingCommitted) {
  for (const int rows : {1, 3, 20, 300}) {
    in_killed_process([rows](Database& database) {
      database.execute("DELETE FROM t");
      Transaction transaction{database};
      spill(database, rows);
      transaction.commit();
    });
    EXPECT_EQ(read("SELECT count(*) FROM t"), std::to_string(rows));
    EXPECT_EQ(read("PRAGMA integrity_check"), "ok");
  }
}

TEST_F(WalBuffer, WhatIsUndoneLeavesWhatIsCommittedAfterIt) {
  in_killed_process([](Database& database) {
    {
      Transaction undone{database};
      spill(database, 300);
      Statement count{database, "SELECT count(*), sum(length(b)) FROM t"};
      ASSERT_TRUE(count.query().step());
      EXPECT_EQ(count.integer(1), 300 * 3000);
    }
    for (int row = 0; row < 40; ++row) database.execute("INSERT INTO t (b) VALUES (randomblob(2000))");
  });
  EXPECT_EQ(read("SELECT count(*) FROM t"), "40");
  EXPECT_EQ(read("PRAGMA integrity_check"), "ok");
}

TEST_F(WalBuffer, ACommitIsOneWrite) {
  FailingDisk disk;
  Database database = opened();
  database.execute(
      "CREATE TABLE u (a TEXT) STRICT; CREATE TABLE v (a TEXT) STRICT; INSERT INTO t (a) VALUES (1)");
  const auto change_three_pages = [&database] {
    Transaction transaction{database};
    database.execute(
        "INSERT INTO t (a) VALUES (NULL); INSERT INTO u VALUES ('u'); INSERT INTO v VALUES ('v')");
    transaction.commit();
  };
  disk.fill_after(1);
  EXPECT_NO_THROW(change_three_pages());
  EXPECT_FALSE(disk.was_full());
  EXPECT_THROW(change_three_pages(), Failure);
  EXPECT_FALSE(database.in_transaction());
  disk.free();
  EXPECT_NO_THROW(change_three_pages());
  Statement count{database, "SELECT count(*) FROM t"};
  ASSERT_TRUE(count.query().step());
  EXPECT_EQ(count.integer(0), 3);
}

TEST_F(WalBuffer, ADiskThatFillsWithinATransactionFailsIt) {
  FailingDisk disk;
  Database database = opened();
  for (int writes = 0; writes < 12; ++writes) {
    disk.fill_after(writes);
    const auto change = [&database] {
      Transaction transaction{database};
      spill(database, 300);
      transaction.commit();
    };
    EXPECT_THROW(change(), Failure) << writes;
    EXPECT_FALSE(database.in_transaction());
    disk.free();
    Statement count{database, "SELECT count(*) FROM t"};
    ASSERT_TRUE(count.query().step());
    EXPECT_EQ(count.integer(0), 0) << writes;
  }
  database.execute("INSERT INTO t (b) VALUES (x'00')");
}

}  // namespace
}  // namespace eni::sqlite
