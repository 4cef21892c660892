#include "sqlite/rows.h"

#include <gtest/gtest.h>

namespace eni::sqlite {
namespace {

Database letters() {
  Database database = Database::open(":memory:").value();
  database.execute("CREATE TABLE letters (number INTEGER, letter TEXT)");
  database.execute("INSERT INTO letters VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  return database;
}

class Rows : public testing::Test {
 protected:
  Database database_ = letters();
  Statement from_{database_, "SELECT number, letter FROM letters WHERE number >= ?1 ORDER BY number"};
};

std::string letter(const Statement& row) { return row.text(1); }

TEST_F(Rows, TheFirstIsReadAndTheQueryEnded) {
  EXPECT_EQ(first_row(from_.query(2), letter), "b");
  // A statement that still reads would keep its table.
  database_.execute("DROP TABLE letters");
}

TEST_F(Rows, NoRowIsNothing) {
  EXPECT_EQ(first_row(from_.query(4), letter), std::nullopt);
  EXPECT_FALSE(has_row(from_.query(4)));
  EXPECT_TRUE(has_row(from_.query(3)));
}

TEST_F(Rows, AllAreReadInTheirOrder) {
  EXPECT_EQ(all_rows(from_.query(2), letter), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(all_rows(from_.query(4), letter).empty());
}

TEST_F(Rows, TheFirstColumnIsANumberOfItsOwnType) {
  enum class LetterNumber : std::int64_t {};
  EXPECT_EQ(first_row(from_.query(2), first_integer<LetterNumber>), LetterNumber{2});
}

TEST_F(Rows, TwoColumnsArePairs) {
  EXPECT_EQ(all_pairs(from_.query(3)), (std::map<std::string, std::string>{{"3", "c"}}));
}

}  // namespace
}  // namespace eni::sqlite
