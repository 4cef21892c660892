/// What AWS::CloudFormation::StackSet asks of StackSets, and how it goes on after a restart; StackSets answers literally.
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kSet = R"({"StackSetName": "s", "PermissionModel": "SELF_MANAGED", "TemplateBody": "{}",
  "StackInstancesGroup": [{"DeploymentTargets": {"Accounts": ["1", "2"]}, "Regions": ["a", "b"]}]})";

const ResourceType& type() { return *find_resource_type("AWS::CloudFormation::StackSet"); }

void end_operations(LiteralServices& services, int count) {
  for (int i = 0; i < count; ++i)
    services.answer("cloudformation:DescribeStackSetOperation",
                    R"({"StackSetOperation": {"Status": "SUCCEEDED"}})");
}

/// Those that do something, without the definition of the stack set.
std::vector<std::string> changes_of(const LiteralServices& services) {
  std::vector<std::string> changes;
  for (const std::string& call : services.calls) {
    if (!call.starts_with("cloudformation:Describe") && !call.starts_with("cloudformation:List"))
      changes.push_back(call.substr(0, call.find(R"({"Tags")")));
  }
  return changes;
}

TEST_F(Handlers, AStackSetIsMadeWithAsFewOperationsAsThereAre) {
  step.kept = {{"Token", "t"}};
  services.answer("cloudformation:CreateStackSet", R"({"StackSetId": "s:1"})");
  services.fail("cloudformation:CreateStackInstances", "OperationInProgressException");
  services.answer("cloudformation:DescribeStackSetOperation",
                  R"({"StackSetOperation": {"Status": "RUNNING"}})");
  end_operations(services, 1);
  ResourceCall set = call(kSet);
  const auto outcome = run(create_resource(type(), set));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->physical_id, "s:1");
  EXPECT_EQ(as_text(outcome->attributes.at("StackSetId")), "s:1");
  EXPECT_EQ(made, std::vector<std::string>{"s:1"});
  const std::string instances =
      R"(cloudformation:CreateStackInstances {"StackSetName":"s:1","DeploymentTargets":{"Accounts":["1","2"]},)"
      R"("Regions":["a","b"],"OperationId":"t-create-1"})";
  EXPECT_EQ(changes_of(services),
            (std::vector<std::string>{"cloudformation:CreateStackSet ", instances, instances}))
      << "asked for again once no other operation is under way";
}

TEST_F(Handlers, AStackSetThatWasMadeBeforeARestartIsNotMadeAgain) {
  step.kept = {{"Token", "t"}};
  end_operations(services, 1);
  ResourceCall set = call(kSet, "s:1");
  ASSERT_TRUE(run(create_resource(type(), set)));
  EXPECT_EQ(services.count("cloudformation:CreateStackSet "), 0);
  EXPECT_EQ(services.count("cloudformation:CreateStackInstances"), 1);
}

TEST_F(Handlers, AFailedOperationOnAStackSetTellsWhy) {
  services.answer("cloudformation:CreateStackSet", R"({"StackSetId": "s:1"})");
  services.answer("cloudformation:DescribeStackSetOperation",
                  R"({"StackSetOperation": {"Status": "FAILED"}})");
  services.answer(
      "cloudformation:ListStackSetOperationResults",
      R"({"Summaries": [{"Status": "CANCELLED"}, {"Status": "FAILED", "StatusReason": "no role"}]})");
  step.kept = {{"Token", "t"}};
  ResourceCall set = call(kSet);
  const auto outcome = run(create_resource(type(), set));
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(
      outcome.error().message,
      "Stack set operation [t-create-1] was unexpectedly stopped or failed. status reason(s): [no role]");
}

TEST_F(Handlers, AnUpdateOfAStackSetIsOfWhatIsOtherwise) {
  step.kept = {{"Token", "t"}};
  end_operations(services, 4);
  ResourceCall set = call(
      R"({"StackSetName": "s", "PermissionModel": "SELF_MANAGED", "TemplateBody": "{1}", "StackInstancesGroup": [
        {"DeploymentTargets": {"Accounts": ["1"]}, "Regions": ["a"]},
        {"DeploymentTargets": {"Accounts": ["2"]}, "Regions": ["a"],
         "ParameterOverrides": [{"ParameterKey": "K", "ParameterValue": "v"}]},
        {"DeploymentTargets": {"Accounts": ["3"]}, "Regions": ["b"]}]})",
      "s:1", kSet);
  ASSERT_TRUE(run(update_resource(type(), set)));
  const std::vector<std::string> expected{
      R"(cloudformation:DeleteStackInstances {"StackSetName":"s:1","DeploymentTargets":{"Accounts":["1","2"]},)"
      R"("Regions":["b"],"RetainStacks":false,"OperationId":"t-delete-1"})",
      "cloudformation:UpdateStackSet ",
      R"(cloudformation:CreateStackInstances {"StackSetName":"s:1","DeploymentTargets":{"Accounts":["3"]},)"
      R"("Regions":["b"],"OperationId":"t-create-1"})",
      R"(cloudformation:UpdateStackInstances {"StackSetName":"s:1","DeploymentTargets":{"Accounts":["2"]},)"
      R"("Regions":["a"],"ParameterOverrides":[{"ParameterKey":"K","ParameterValue":"v"}],"OperationId":"t-update-1"})"};
  EXPECT_EQ(changes_of(services), expected);
}

TEST_F(Handlers, AStackSetGoesWithAllItsInstances) {
  services.answer("cloudformation:ListStackInstances",
                  R"({"Summaries": [{"Account": "1", "Region": "a", "StackId": "1"},
    {"Account": "2", "Region": "a", "StackId": "2"}, {"Account": "3", "Region": "a"}]})");
  end_operations(services, 2);
  ResourceCall set = call(kSet, "s:1");
  ASSERT_TRUE(run(remove_resource(type(), set)));
  const auto changes = changes_of(services);
  ASSERT_EQ(changes.size(), 3u);
  const char* expected[] = {R"("Accounts":["3"]},"Regions":["a"],"RetainStacks":true)",
                            R"("Accounts":["1","2"]},"Regions":["a"],"RetainStacks":false)",
                            R"(cloudformation:DeleteStackSet {"StackSetName":"s:1"})"};
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NE(changes[i].find(expected[i]), std::string::npos) << changes[i];
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
