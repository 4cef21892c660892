/// Wait conditions in stacks, in virtual time: what they wait for, and how the waiting ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/calls/wait_signals.h"
#include "sandbox/services/cloudformation/engine/test_world.h"
#include "sandbox/store/cloudformation_steps.h"

namespace eni::sandbox::cloudformation {
namespace {

using testing::Contains;

std::string template_of(const std::string& count, const std::string& timeout = "600") {
  return R"({"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
    "Wait": {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {
      "Handle": {"Ref": "Handle"}, "Timeout": ")" +
         timeout + R"(", "Count": )" + count + R"(}}},
    "Outputs": {"Data": {"Value": {"Fn::GetAtt": ["Wait", "Data"]}}}})";
}

struct WaitConditions : testing::Test {
  World world;
  std::string id, url;

  /// Until the condition waits.
  void begin(const std::string& body) {
    id = world.create(body);
    wait_begins();
    url = world.store->get<CloudFormationResources>().find(id, "Handle")->current.physical_id;
  }
  void wait_begins() {
    for (int steps = 0; steps < 1000; ++steps) {
      const auto wait = world.store->get<CloudFormationResources>().find(id, "Wait");
      if (wait && wait->status_reason == "Resource creation Initiated") return;
      world.scheduler.step();
    }
    FAIL() << "nothing waits";
  }
  int put(const std::string& body, const std::string& at) {
    net::Request request;
    request.method = "PUT";
    request.target = at.substr(world.settings.endpoint_url.size());
    request.headers.set("Host", "127.0.0.1:4566");
    request.body = body;
    return take_wait_signal(world.engine->parts(), request).status;
  }
  int put(const std::string& body) { return put(body, url); }
  std::string end() {
    world.scheduler.run();
    return world.status(id);
  }
};

TEST_F(WaitConditions, CountSignalsOfDifferentIdsAndKeepTheirData) {
  begin(template_of("2"));
  EXPECT_TRUE(
      url.starts_with("http://127.0.0.1:4566/cloudformation-waitcondition-eu-central-1/arn%3Aaws%3A"));
  EXPECT_EQ(put(R"({"Status": "SUCCESS", "UniqueId": "b", "Reason": "done", "Data": "two"})"), 200);
  EXPECT_EQ(put(R"({"Status": "FAILURE", "UniqueId": "b", "Reason": "sent again"})"), 200);
  EXPECT_EQ(put(R"({"Status": "SUCCESS", "UniqueId": "a", "Data": {"x": 1}})"), 200);
  EXPECT_EQ(end(), "CREATE_COMPLETE");
  const StackRecord stack = world.stack(id);
  EXPECT_EQ(text_at(stack.outputs.at(0), "OutputValue"), R"({"b":"two","a":"{\"x\":1}"})");
  const auto wait = world.store->get<CloudFormationResources>().find(id, "Wait");
  EXPECT_TRUE(wait->current.physical_id.starts_with(id + "/"));
  EXPECT_TRUE(wait->current.physical_id.ends_with("/Handle"));
}

TEST_F(WaitConditions, FailByTheFirstFailure) {
  begin(template_of("2"));
  put(R"({"Status": "FAILURE", "UniqueId": "i-1", "Reason": "no disk"})");
  EXPECT_EQ(end(), "ROLLBACK_COMPLETE");
  EXPECT_THAT(
      world.story(id),
      Contains("Wait CREATE_FAILED | WaitCondition received failed message: 'no disk' for uniqueId: i-1"));
}

TEST_F(WaitConditions, FailByWhatCannotBeRead) {
  for (const char* body : {"done", R"({"Status": "OK", "UniqueId": "a"})", R"({"Status": "SUCCESS"})"}) {
    begin(template_of("1"));
    put(body);
    EXPECT_EQ(end(), "ROLLBACK_COMPLETE");
    EXPECT_THAT(world.story(id), Contains("Wait CREATE_FAILED | Unparsable WaitCondition data"));
    world.remove(id);
    world.scheduler.run();
  }
}

TEST_F(WaitConditions, TimeOutFromTheBeginningOfTheirCreationAcrossARestart) {
  begin(template_of("2", "3600"));
  const TimePoint began = world.scheduler.now();
  put(R"({"Status": "SUCCESS", "UniqueId": "a"})");
  while (world.scheduler.now() < began + std::chrono::minutes{50}) world.scheduler.step();
  world.restart();
  EXPECT_EQ(end(), "ROLLBACK_COMPLETE");
  const auto wait = world.store->get<CloudFormationResources>().find(id, "Wait");
  EXPECT_LT(wait->updated_at, began + std::chrono::minutes{61});
  EXPECT_THAT(world.story(id),
              Contains("Wait CREATE_FAILED | WaitCondition timed out. Received 1 conditions when "
                       "expecting 2"));
}

TEST_F(WaitConditions, ARestartKeepsHandlesAndSignals) {
  begin(template_of("2"));
  put(R"({"Status": "SUCCESS", "UniqueId": "a"})");
  world.restart();
  put(R"({"Status": "SUCCESS", "UniqueId": "b"})");
  EXPECT_EQ(end(), "CREATE_COMPLETE");
}

TEST_F(WaitConditions, RefuseUpdatesAndStayAsTheyWere) {
  begin(template_of("1"));
  put(R"({"Status": "SUCCESS", "UniqueId": "a"})");
  ASSERT_EQ(end(), "CREATE_COMPLETE");
  world.update(id, template_of("2"));
  EXPECT_EQ(end(), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Contains("Wait UPDATE_FAILED | Update to resource type "
                                        "AWS::CloudFormation::WaitCondition is not supported."));
  world.remove(id);
  EXPECT_EQ(end(), "DELETE_COMPLETE");
  EXPECT_EQ(put(R"({"Status": "SUCCESS", "UniqueId": "b"})"), 403);
}

TEST_F(WaitConditions, UrlsAreGoodForAPutOfTwelveHours) {
  begin(template_of("1", "43200"));
  EXPECT_EQ(put("{}", url + "0"), 403);
  const TimePoint began = world.scheduler.now();
  EXPECT_EQ(end(), "ROLLBACK_COMPLETE");
  EXPECT_GE(world.scheduler.now(), began + std::chrono::hours{12});
  EXPECT_EQ(put("{}"), 403);
}

TEST_F(WaitConditions, WithACreationPolicyTakeSignalsOfTheirName) {
  id = world.create(R"({"Resources": {"Wait": {"Type": "AWS::CloudFormation::WaitCondition",
    "CreationPolicy": {"ResourceSignal": {"Count": 2, "Timeout": "PT10M"}}}}})");
  wait_begins();
  CloudFormationSteps& steps = world.store->get<CloudFormationSteps>();
  steps.add_signal(id, "Wait", "a", true);
  EXPECT_EQ(end(), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Contains("Wait CREATE_IN_PROGRESS | Received SUCCESS signal with UniqueId a"));
  EXPECT_THAT(world.story(id),
              Contains("Wait CREATE_FAILED | Failed to receive 1 resource signal(s) within the "
                       "specified duration"));
}

TEST_F(WaitConditions, NeedAHandleAndATimeoutOfTwelveHoursAtMost) {
  const std::pair<const char*, const char*> rows[] = {
      {R"("Timeout": "60")", "Property Handle cannot be empty."},
      {R"("Handle": "https://x/y", "Timeout": "60")",
       "Value of property Handle must be the URL of a WaitConditionHandle"},
      {R"("Handle": {"Ref": "Handle"})", "Property Timeout cannot be empty."},
      {R"("Handle": {"Ref": "Handle"}, "Timeout": "43201")",
       "Value of property Timeout must be an integer from 0 to 43200"},
  };
  for (const auto& [properties, reason] : rows) {
    World fresh;
    const std::string stack = fresh.create(
        R"({"Resources": {"Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
            "Wait": {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {)" +
        std::string(properties) + "}}}}");
    fresh.scheduler.run();
    EXPECT_THAT(fresh.story(stack), Contains(std::string("Wait CREATE_FAILED | ") + reason));
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
