#include "sandbox/services/iam/statement_positions.h"

#include <gtest/gtest.h>

namespace eni::sandbox::iam_service {
namespace {

TEST(StatementPositions, AreThoseOfTheBraces) {
  const auto positions = statement_positions(
      "{\"Version\": \"{\",\n \"Statement\": [\n  {\"Sid\": \"a\\\"}\", \"Condition\": {\"Bool\": {}}},\n  "
      "{}\n ]}");
  ASSERT_EQ(positions.size(), 2U);
  EXPECT_EQ(positions[0].begin.line, 3);
  EXPECT_EQ(positions[0].begin.column, 3);
  EXPECT_EQ(positions[0].end.line, 3);
  EXPECT_EQ(positions[1].begin.line, 4);
  EXPECT_EQ(positions[1].end.column, 5);
}

TEST(StatementPositions, AStatementMayStandAlone) {
  const auto positions = statement_positions(R"({"Statement": {"Effect": "Allow"}, "Id": "x"})");
  ASSERT_EQ(positions.size(), 1U);
  EXPECT_EQ(positions[0].begin.column, 15);
  EXPECT_EQ(positions[0].end.column, 34);
}

}  // namespace
}  // namespace eni::sandbox::iam_service
