#include "sandbox/store/store.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sandbox/store/schema.h"

namespace eni::sandbox {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    char name[] = "/tmp/eni-store-XXXXXX";
    folder_ = mkdtemp(name);
    file_ = (folder_ / "state.db").string();
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::string file_;
};

std::string bytes_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct Notes : Repository {
  explicit Notes(sqlite::Database& d) : database{d} {}
  sqlite::Database& database;
};

TEST_F(StoreTest, OpensInMemoryAndMakesARepositoryOnce) {
  const auto store = Store::open(":memory:");
  ASSERT_TRUE(store) << store.error();
  Notes& first = (*store)->get<Notes>();
  EXPECT_EQ(&first, &(*store)->get<Notes>());
  EXPECT_EQ(&first.database, &(*store)->database());
}

TEST_F(StoreTest, OpensItsOwnFileAgain) {
  ASSERT_TRUE(Store::open(file_));
  const auto again = Store::open(file_);
  EXPECT_TRUE(again) << again.error();
}

TEST_F(StoreTest, RefusesTheFileOfANewerVersion) {
  {
    auto database = sqlite::Database::open(file_);
    database->set_user_version(99);
  }
  const auto store = Store::open(file_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error(), (Error{"the state file " + file_ + " has schema version 99; this sandbox knows 1",
                                  "use the newer eni-trunking that wrote it, or another --state FILE"}));
}

TEST_F(StoreTest, LeavesTheDatabaseOfAnotherProgramAsItIs) {
  sqlite::Database::open(file_)->execute_text("CREATE TABLE bookmarks (url TEXT)");
  const std::string before = bytes_of(file_);
  const auto store = Store::open(file_);
  ASSERT_FALSE(store);
  EXPECT_EQ(bytes_of(file_), before);
  EXPECT_EQ(store.error(), (Error{"the state file " + file_ + " is a database of another program",
                                  "give another --state FILE; this one is left as it is"}));
  auto database = sqlite::Database::open(file_);
  sqlite::Statement tables{*database, "SELECT count(*) FROM sqlite_master"};
  ASSERT_TRUE(tables.step());
  EXPECT_EQ(tables.integer(0), 1);
}

TEST_F(StoreTest, RefusesTablesWithOtherColumnsAndLeavesThemAsTheyAre) {
  const char* const changes[] = {"ALTER TABLE cloudformation_stacks ADD COLUMN extra TEXT",
                                 "ALTER TABLE cloudformation_stacks DROP COLUMN status_reason",
                                 "ALTER TABLE cloudformation_stacks RENAME COLUMN status_reason TO reason"};
  for (const char* change : changes) {
    std::filesystem::remove(file_);
    ASSERT_TRUE(Store::open(file_));
    sqlite::Database::open(file_)->execute_text(change);
    const std::string before = bytes_of(file_);
    const auto store = Store::open(file_);
    ASSERT_FALSE(store) << change;
    EXPECT_EQ(
        store.error(),
        (Error{"the state file " + file_ +
                   " has other columns in its table cloudformation_stacks than this sandbox knows",
               "use the eni-trunking that wrote it, or another --state FILE; this one is left as it is"}));
    EXPECT_EQ(bytes_of(file_), before);
  }
}

std::vector<std::string> definitions(sqlite::Database& database) {
  sqlite::Statement all{database, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"};
  std::vector<std::string> found;
  for (all.query(); all.step();) found.push_back(all.text(0) + " " + all.text(1) + ": " + all.text(2));
  return found;
}

TEST_F(StoreTest, AnEmptyStateHasTheTablesOfTheSchema) {
  auto by_sql = sqlite::Database::open(":memory:").value();
  create_tables(by_sql);
  for (const std::string& file : {file_, std::string(":memory:")}) {
    const auto store = Store::open(file);
    ASSERT_TRUE(store) << store.error();
    EXPECT_EQ(definitions((*store)->database()), definitions(by_sql)) << file;
    EXPECT_TRUE(is_schema_sealed((*store)->database())) << file;
    EXPECT_EQ((*store)->database().user_version(), kSchemaVersion) << file;
  }
}

TEST_F(StoreTest, MakesATableThatIsMissing) {
  ASSERT_TRUE(Store::open(file_));
  sqlite::Database::open(file_)->execute_text("DROP TABLE cloudformation_events");
  const auto store = Store::open(file_);
  ASSERT_TRUE(store) << store.error();
  sqlite::Statement all{(*store)->database(), "SELECT count(*) FROM cloudformation_events"};
  EXPECT_TRUE(all.step());
}

TEST_F(StoreTest, SaysThatItsFileIsDamaged) {
  ASSERT_TRUE(Store::open(file_));
  const auto whole = std::filesystem::file_size(file_);
  for (const auto size :
       {whole - 4096, whole / 2, decltype(whole){4096}, decltype(whole){1000}, decltype(whole){50}}) {
    std::filesystem::resize_file(file_, size);
    const auto store = Store::open(file_);
    ASSERT_FALSE(store) << size;
    EXPECT_EQ(
        store.error(),
        (Error{"cannot open the state file " + file_ + ": it is damaged or cut short",
               "restore " + file_ + " from a copy, or give another --state FILE; this one is left as it is"}))
        << size;
  }
}

unsigned mode_of(const std::string& file) {
  return static_cast<unsigned>(std::filesystem::status(file).permissions());
}

TEST_F(StoreTest, KeepsItsFilesToTheirOwnerWhateverTheUmask) {
  for (const mode_t mask : {0000, 0022, 0077}) {
    const mode_t before = umask(mask);
    std::filesystem::remove(file_);
    const auto store = Store::open(file_);
    umask(before);
    ASSERT_TRUE(store);
    EXPECT_EQ(mode_of(file_), 0600U) << mask;
    EXPECT_EQ(mode_of(file_ + "-wal"), 0600U) << mask;
  }
}

TEST_F(StoreTest, TakesAnExistingFileFromOthers) {
  ASSERT_TRUE(Store::open(file_));
  std::filesystem::permissions(file_, std::filesystem::perms{0644});
  ASSERT_TRUE(Store::open(file_));
  EXPECT_EQ(mode_of(file_), 0600U);
}

TEST_F(StoreTest, RefusesAFileThatIsInUse) {
  const auto first = Store::open(file_);
  const auto second = Store::open(file_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "cannot open the state file " + file_ + ": another process is using it");
}

}  // namespace
}  // namespace eni::sandbox
