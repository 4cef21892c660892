#include "sandbox/gateway/constraints.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(Constraints, AreToldAllAtOnceInTheWordsOfAws) {
  const Params params{
      {{"RoleName", "a b"}, {"Path", ""}, {"Seconds", "7"}, {"Status", "Sleeping"}, {"Count", "many"}}};
  ConstraintChecker checker{params};
  checker.required_text("RoleName", {.max = 2, .pattern = "[\\w+=,.@-]+", .matches = is_iam_name});
  checker.text("Path", {.min = 1});
  checker.required_text("PolicyName", {});
  checker.integer("Seconds", 900, 3600);
  checker.integer("Count", 1, 2);
  checker.one_of("Status", {"Active", "Inactive"});
  const auto result = checker.check();
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, "ValidationError");
  EXPECT_EQ(result.error().message,
            "7 validation errors detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member "
            "must have length "
            "less than or equal to 2; Value 'a b' at 'roleName' failed to satisfy constraint: Member must "
            "satisfy regular "
            "expression pattern: [\\w+=,.@-]+; Value '' at 'path' failed to satisfy constraint: Member must "
            "have length "
            "greater than or equal to 1; Value null at 'policyName' failed to satisfy constraint: Member "
            "must not be null; "
            "Value '7' at 'seconds' failed to satisfy constraint: Member must have value greater than or "
            "equal to 900; "
            "Value 'many' at 'count' failed to satisfy constraint: Member must be an integer; Value "
            "'Sleeping' at 'status' "
            "failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]");
}

TEST(Constraints, SatisfiedOnesGiveTheValues) {
  const Params params{{{"RoleName", "r"}, {"Seconds", 900}}};
  ConstraintChecker checker{params};
  EXPECT_EQ(checker.required_text("RoleName", {.min = 1}), "r");
  EXPECT_EQ(checker.integer("Seconds", 900, 3600), 900);
  EXPECT_EQ(checker.text("Path", {.min = 1}), std::nullopt);
  EXPECT_TRUE(checker.check().has_value());
}

}  // namespace
}  // namespace eni::sandbox
