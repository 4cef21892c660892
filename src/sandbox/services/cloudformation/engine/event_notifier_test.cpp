/// What a stack's topics are told, also where the sandbox is killed in between.
#include "sandbox/services/cloudformation/engine/event_notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/test_world.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kStack = R"({"Resources": {
  "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one"}}}})";

/// A stack with a topic, which is told of what comes after its creation.
std::string told_stack(World& world) {
  const std::string id = world.create(kStack);
  world.scheduler.run();
  StackRecord stack = world.stack(id);
  stack.definition.notification_arns = {"arn:aws:sns:eu-central-1:000000000000:news"};
  world.store->get<CloudFormationStacks>().update(stack);
  world.calls.clear();
  return id;
}

long published(const World& world) {
  return std::count(world.calls.begin(), world.calls.end(), "sns:Publish ");
}

TEST(EventNotifier, TellsEachEventOnce) {
  World world;
  const std::string id = told_stack(world);
  const std::size_t before = world.story(id).size();
  world.remove(id);
  world.scheduler.run();
  EXPECT_EQ(published(world), static_cast<long>(world.story(id).size() - before));
}

TEST(EventNotifier, GoesOnAfterARestart) {
  World world;
  const std::string id = told_stack(world);
  world.remove(id);
  for (int step = 0; step < 3; ++step) world.scheduler.step();
  world.kill();
  const long told = published(world);
  world.restart();
  world.scheduler.run();
  EXPECT_LE(told, 1);
  EXPECT_GE(published(world), 4);
  EXPECT_FALSE(world.store->get<CloudFormationNotifications>().next());
}

TEST(EventNotifier, WritesMessagesAsCloudFormationDoes) {
  const json::object event{{"StackId", "arn:s"},
                           {"Timestamp", "2026-01-02T03:04:05.678Z"},
                           {"EventId", "e"},
                           {"LogicalResourceId", "told"},
                           {"PhysicalResourceId", "arn:s"},
                           {"ResourceStatus", "CREATE_COMPLETE"},
                           {"ResourceType", "AWS::CloudFormation::Stack"},
                           {"StackName", "told"}};
  EXPECT_EQ(notification_text(event, "000000000000", "AIDA1"),
            "StackId='arn:s'\nTimestamp='2026-01-02T03:04:05.678Z'\nEventId='e'\nLogicalResourceId='told'\n"
            "Namespace='000000000000'\nPhysicalResourceId='arn:s'\nPrincipalId='AIDA1'\n"
            "ResourceProperties='null'\nResourceStatus='CREATE_COMPLETE'\nResourceStatusReason=''\n"
            "ResourceType='AWS::CloudFormation::Stack'\nStackName='told'\nClientRequestToken='null'\n");
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
