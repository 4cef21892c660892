#include "eni_trunking/stacks/stack_failure.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

StackEvent event(const char* id, const char* type, const char* status, const char* reason) {
  return {"", "", id, type, status, reason};
}
constexpr const char* kStack = "AWS::CloudFormation::Stack";

TEST(StackFailure, TheCauseComesWithoutWhatWasCancelledBecauseOfIt) {
  EXPECT_EQ(failure_text({event("s", kStack, "CREATE_IN_PROGRESS", "User Initiated"),
                          event("Role", "AWS::IAM::Role", "CREATE_COMPLETE", ""),
                          event("Log", "AWS::Logs::LogGroup", "CREATE_FAILED", "Resource creation cancelled"),
                          event("Setting", "Custom::EniTrunking", "CREATE_FAILED", "AccessDenied: no"),
                          event("s", kStack, "ROLLBACK_IN_PROGRESS",
                                "The following resource(s) failed to create: [Setting, Log]."),
                          event("s", kStack, "ROLLBACK_COMPLETE", "")}),
            "  Setting (Custom::EniTrunking): CREATE_FAILED\n"
            "    AccessDenied: no\n");
}

TEST(StackFailure, TheStackSpeaksWhereNoResourceDoes) {
  EXPECT_EQ(failure_text({event("s", kStack, "ROLLBACK_IN_PROGRESS", "Stack creation cancelled")}),
            "  s (AWS::CloudFormation::Stack): ROLLBACK_IN_PROGRESS\n"
            "    Stack creation cancelled\n");
  EXPECT_EQ(failure_text({}), "");
}

TEST(StackFailure, NoMoreThanFiveAreShown) {
  const std::vector<StackEvent> events(7, event("R", "T", "DELETE_FAILED", ""));
  const std::string text = failure_text(events);
  EXPECT_NE(text.find("  and 2 more\n"), std::string::npos) << text;
}

TEST(StackFailure, EachStateSaysWhatToDo) {
  const auto advice = [](const char* status) {
    const auto checked = check_deployable({"id", status, {}, "web", {}}, " --region eu-west-1");
    return checked.has_error() ? to_string(checked.error()) : "";
  };
  EXPECT_EQ(advice("CREATE_COMPLETE"), "");
  EXPECT_EQ(advice("UPDATE_ROLLBACK_COMPLETE"), "");
  EXPECT_EQ(advice("REVIEW_IN_PROGRESS"), "");
  EXPECT_EQ(
      advice("ROLLBACK_COMPLETE"),
      "the stack web is in ROLLBACK_COMPLETE: its creation failed and was rolled back; such a stack can "
      "only be deleted (eni-trunking destroy --stack-name web --region eu-west-1, then deploy "
      "again)");
  for (const char* status :
       {"ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"})
    EXPECT_NE(advice(status).find("--stack-name web"), std::string::npos) << status;
}

}  // namespace
}  // namespace eni::command
