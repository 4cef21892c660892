#include "sandbox/store/cloudformation_status.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

struct Row {
  const char* text;
  bool in_progress;
  bool complete;
  bool rollback;
};
const Row kRows[] = {
    {"CREATE_IN_PROGRESS", true, false, false},
    {"UPDATE_COMPLETE", false, true, false},
    {"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", true, false, false},
    {"UPDATE_ROLLBACK_COMPLETE", false, true, true},
    {"ROLLBACK_FAILED", false, false, true},
    {"REVIEW_IN_PROGRESS", true, false, false},
    {"", false, false, false},
};

TEST(StackStatus, SaysWhatItsNameSays) {
  for (const Row& row : kRows) {
    const auto status = parse_status<StackStatus>(row.text);
    ASSERT_TRUE(status) << row.text;
    EXPECT_EQ(to_string(*status), row.text);
    EXPECT_EQ(is_in_progress(*status), row.in_progress) << row.text;
    EXPECT_EQ(is_complete(*status), row.complete) << row.text;
    EXPECT_EQ(is_rollback(*status), row.rollback) << row.text;
  }
}

TEST(StackStatus, IsOneOfAws) { EXPECT_EQ(parse_status<StackStatus>("CREATE_PENDING"), std::nullopt); }

TEST(ResourceStatus, IsNoStackStatus) {
  EXPECT_EQ(parse_status<ResourceStatus>("DELETE_SKIPPED"), ResourceStatus::kDeleteSkipped);
  EXPECT_EQ(parse_status<ResourceStatus>("ROLLBACK_COMPLETE"), std::nullopt);
  EXPECT_EQ(to_string(ResourceStatus::kNone), "");
}

}  // namespace
}  // namespace eni::sandbox
