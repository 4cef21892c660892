/// Secrets in the properties of resources: what is kept of where they come from, and that no event says them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/secret_masks.h"
#include "sandbox/services/cloudformation/engine/test_world.h"

namespace eni::sandbox::cloudformation {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string with_value(const std::string& value) {
  return R"({"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
    "Name": "p", "Type": "String", "Value": ")" +
         value + R"("}}}})";
}

constexpr const char* kReference = "{{resolve:secretsmanager:db}}";
const ApiError kDenied{"AccessDeniedException", "no", 400};

ResourceState state_of(World& world, const std::string& id) {
  return world.store->get<CloudFormationResources>().find(id, "P")->current;
}

TEST(SecretValues, AReferenceTakesThePlaceOfItsValue) {
  World world;
  world.secrets["db"] = "hunter2";
  const std::string id = world.create(with_value("hunter2"));
  world.scheduler.run();
  EXPECT_TRUE(state_of(world, id).written.empty());
  world.update(id, with_value(kReference));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_EQ(text_at(state_of(world, id).shown(), "Value"), kReference);
  world.update(id, with_value("hunter2"));
  world.scheduler.run();
  EXPECT_EQ(text_at(state_of(world, id).shown(), "Value"), "hunter2");
}

TEST(SecretValues, AFailedCreationIsTriedAgainWithTheSecretAsItIsByThen) {
  World world;
  world.secrets["db"] = "old-value";
  world.errors["ssm:PutParameter p"] = kDenied;
  const std::string id = world.create(with_value(kReference), OnFailure::kDoNothing);
  world.scheduler.run();
  ASSERT_EQ(world.status(id), "CREATE_FAILED");
  world.errors.clear();
  world.secrets["db"] = "new-value";
  world.update(id, with_value(kReference), OnFailure::kDoNothing);
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "UPDATE_COMPLETE");
  EXPECT_EQ(text_at(state_of(world, id).properties, "Value"), "new-value");
}

TEST(SecretValues, NoEventSaysThem) {
  World world;
  world.secrets["db"] = "TOPSECRETVALUE";
  world.errors["ssm:PutParameter p"] =
      ApiError{"ValidationException", "Value 'TOPSECRETVA…' is no good", 400};
  const std::string id = world.create(with_value(kReference));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id), Contains(HasSubstr("Value '****…' is no good")));
  EXPECT_THAT(world.story(id), Not(Contains(HasSubstr("TOPSECRET"))));
}

TEST(SecretValues, AChangeSetsWordsAreNoReferenceOnceItIsCarriedOut) {
  World world;
  const std::string id = world.create(with_value("{{resolve:ssm:{{changeSet:KNOWN_AFTER_APPLY}}}}"));
  world.scheduler.run();
  EXPECT_EQ(world.status(id), "ROLLBACK_COMPLETE");
  EXPECT_THAT(world.story(id),
              Contains(HasSubstr("Incorrect format is used in the following SSM reference")));
}

/// `text` without the secrets of a property.
std::string masked(const char* written, const char* resolved, const char* text) {
  ResourceState state;
  state.written = {{"A", json::array{json::object{{"B", written}}}}};
  state.properties = {{"A", json::array{json::object{{"B", resolved}}}}};
  return without_secrets(state, text);
}

TEST(SecretValues, AreCutOutOfTexts) {
  EXPECT_EQ(masked("{{resolve:secretsmanager:a}}", "hunter2", "hunter2 and 'hunter2', hunter"),
            "**** and '****', hunter");
  EXPECT_EQ(masked("x-{{resolve:secretsmanager:a}}:{{resolve:secretsmanager:b}}-y", "x-first:second-y",
                   "first second x-first:second-y x-y"),
            "**** **** x-****:****-y x-y");
  EXPECT_EQ(masked("{{resolve:secretsmanager:a}}{{resolve:secretsmanager:b}}", "abcdef", "abcdef"), "****");
  EXPECT_EQ(masked("{{resolve:secretsmanager:a}}", "a\"b\"c", R"(a"b"c "a\"b\"c")"), R"(**** "****")");
  EXPECT_EQ(masked("{{resolve:secretsmanager:a}}", "no", "no, nothing"), "no, nothing");
  EXPECT_EQ(masked("{{resolve:secretsmanager:a}}", "long-and-secret", "'long-and-s' is too long"),
            "'****' is too long");
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
