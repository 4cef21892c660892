/// Exceptions within an operation: it ends as failed, and the stack can be worked with again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/test_world.h"

namespace eni::sandbox::cloudformation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// Two groups, the second after the first.
std::string groups(const std::string& second, int days = 1) {
  return R"({"Resources": {
    "First": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "one", "RetentionInDays": )" +
         std::to_string(days) + R"(}},
    "Second": {"Type": "AWS::Logs::LogGroup", "DependsOn": "First", "Properties": {"LogGroupName": ")" +
         second + R"("}}}})";
}

void expect_broken(World& world, const std::string& id, const std::string& status) {
  EXPECT_EQ(world.status(id), status);
  EXPECT_EQ(world.stack(id).status_reason, "Internal failure");
  EXPECT_EQ(world.story(id).back(), "test " + status + " | Internal failure");
  world.defects.clear();
  world.errors.clear();
}

void expect_deletable(World& world, const std::string& id) {
  world.remove(id);
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "DELETE_COMPLETE");
  EXPECT_THAT(world.things, IsEmpty());
}

TEST(Defect, EndsACreation) {
  World world;
  world.defects = {"logs:CreateLogGroup two"};
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  EXPECT_THAT(world.story(id), Contains("Second CREATE_FAILED | Resource creation cancelled"));
  expect_broken(world, id, "CREATE_FAILED");
  expect_deletable(world, id);
}

TEST(Defect, EndsARollback) {
  World world;
  world.errors["logs:CreateLogGroup two"] = ApiError{"AccessDeniedException", "no", 400};
  world.defects = {"logs:DeleteLogGroup one"};
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  expect_broken(world, id, "ROLLBACK_FAILED");
  expect_deletable(world, id);
}

TEST(Defect, EndsADeletion) {
  World world;
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  world.defects = {"logs:DeleteLogGroup one"};
  world.remove(id);
  world.scheduler.run();
  EXPECT_THAT(world.story(id), Contains("First DELETE_FAILED | Internal failure"));
  expect_broken(world, id, "DELETE_FAILED");
  expect_deletable(world, id);
}

TEST(Defect, EndsAnUpdateThatCanBeDoneAgain) {
  World world;
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  world.defects = {"logs:CreateLogGroup new"};
  world.update(id, groups("new"));
  world.scheduler.run();
  EXPECT_THAT(world.story(id), Contains("Second UPDATE_FAILED | Resource update cancelled"));
  expect_broken(world, id, "UPDATE_FAILED");
  world.update(id, groups("new"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_THAT(world.things, ElementsAre("logs/new", "logs/one"));
}

TEST(Defect, EndsTheRollbackOfAnUpdate) {
  World world;
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  world.errors["logs:CreateLogGroup new"] = ApiError{"AccessDeniedException", "no", 400};
  world.update(id, groups("new", 7));
  while (world.status(id) == "UPDATE_IN_PROGRESS" && world.scheduler.step()) {
  }
  world.defects = {"logs:PutRetentionPolicy one"};
  world.scheduler.run();
  expect_broken(world, id, "UPDATE_ROLLBACK_FAILED");
  expect_deletable(world, id);
}

TEST(Defect, EndsACleanupWithTheUpdateKept) {
  World world;
  const std::string id = world.create(groups("two"));
  world.scheduler.run();
  world.defects = {"logs:DeleteLogGroup two"};
  world.update(id, groups("new"));
  world.scheduler.run();
  expect_broken(world, id, "UPDATE_COMPLETE");
  world.things.erase("logs/two");
  expect_deletable(world, id);
}

TEST(Defect, EndsAnOperationThatCannotBeRead) {
  World world;
  const std::string id = world.create(groups("two"));
  world.kill();
  StackRecord record = world.stack(id);
  record.operation = {};
  world.store->get<CloudFormationStacks>().update(record);
  world.restart();
  world.scheduler.run();
  expect_broken(world, id, "CREATE_FAILED");
  expect_deletable(world, id);
}

TEST(Operation, IsReadWithDefaults) {
  const auto operation = StackOperation::from_json({{"Principal", json::object()}});
  EXPECT_EQ(operation.status_before, std::nullopt);
  EXPECT_EQ(operation.on_failure, OnFailure::kRollback);
  EXPECT_FALSE(operation.cancelled);
  EXPECT_THAT(operation.retain, IsEmpty());
}

TEST(CustomResource, GivenUpInItsDeletionSaysSo) {
  World world;
  const std::string id = world.create(R"({"Resources": {"Thing": {"Type": "Custom::Thing", "Properties": {
    "ServiceToken": "arn:aws:lambda:eu-central-1:000000000000:function:f"}}}})");
  world.scheduler.run();
  world.function = [](const json::object&) { return std::nullopt; };
  world.remove(id);
  while (world.events.size() < 2 && world.scheduler.step()) {
  }
  world.scheduler.run(2);
  world.engine->responses().cancel(id);
  world.scheduler.run();
  EXPECT_THAT(world.story(id), Contains("Thing DELETE_FAILED | Resource deletion cancelled"));
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
