#include "sandbox/services/iam/statement_positions.h"

#include <gtest/gtest.h>

namespace eni::sandbox::iam_service {
namespace {

struct Row {
  const char* document;
  std::size_t index;  ///< of the statement
  TextPosition begin, end;
};

// The first three as recorded on AWS, up to the names in them: a list's first statement, one that stands alone, one after
// another.
constexpr Row kRows[] = {
    {R"({"Version": "2012-10-17", "Statement": [{"Sid": "a"}]})", 0, {1, 41}, {1, 53}},
    {R"({"Version": "2012-10-17", "Statement": {"Sid": "a"}})", 0, {1, 39}, {1, 52}},
    {R"({"Statement":[{"Sid":"a"},{"Sid":"b"}]})", 1, {1, 26}, {1, 38}},
    {R"({"Statement": {"Effect": "Allow"}, "Id": "x"})", 0, {1, 14}, {1, 34}},
    {"{\"Version\": \"{\",\n \"Statement\": [\n  {\"Sid\": \"a\\\"}\", \"C\": {\"B\": {}}},\n  {}\n ]}",
     0,
     {2, 16},
     {3, 34}},
    {"{\"Version\": \"{\",\n \"Statement\": [\n  {\"Sid\": \"a\\\"}\", \"C\": {\"B\": {}}},\n  {}\n ]}",
     1,
     {3, 34},
     {4, 5}},
};

TEST(StatementPositions, BeginWhereThePartBeforeThemEnds) {
  for (const Row& row : kRows) {
    const auto positions = statement_positions(row.document);
    ASSERT_GT(positions.size(), row.index) << row.document;
    const StatementPosition& found = positions[row.index];
    EXPECT_EQ(found.begin.line, row.begin.line) << row.document;
    EXPECT_EQ(found.begin.column, row.begin.column) << row.document;
    EXPECT_EQ(found.end.line, row.end.line) << row.document;
    EXPECT_EQ(found.end.column, row.end.column) << row.document;
  }
}

}  // namespace
}  // namespace eni::sandbox::iam_service
