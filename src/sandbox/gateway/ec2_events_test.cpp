#include "sandbox/gateway/ec2_events.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

using Ids = std::vector<std::string>;

Event call_event(const std::string& source, const std::string& name) {
  Event event;
  event.source = source;
  event.detail_type = "AWS API Call via CloudTrail";
  event.detail = json::parse(R"({"requestParameters": {"instancesSet": {"items": [
      {"instanceId": "i-1"}, {"instanceId": "i-2"}]}}})")
                     .as_object();
  event.detail["eventName"] = name;
  return event;
}

TEST(Ec2Events, RebootNamesItsInstances) {
  EXPECT_EQ(rebooted_instances(call_event("aws.ec2", "RebootInstances")), (Ids{"i-1", "i-2"}));
}

TEST(Ec2Events, OtherCallsAreNoReboot) {
  EXPECT_EQ(rebooted_instances(call_event("aws.ec2", "StopInstances")), Ids{});
  EXPECT_EQ(rebooted_instances(call_event("users.own", "RebootInstances")), Ids{});
}

TEST(Ec2Events, ChangeOfStateIsNoReboot) {
  Event event = call_event("aws.ec2", "RebootInstances");
  event.detail_type = kInstanceStateChange;
  EXPECT_EQ(rebooted_instances(event), Ids{});
}

}  // namespace
}  // namespace eni::sandbox
