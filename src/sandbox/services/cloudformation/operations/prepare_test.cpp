#include "sandbox/services/cloudformation/operations/prepare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

using testing::HasSubstr;

ApiResult<void> check(const std::string& type, const std::string& more) {
  return check_resource_types(
      *tmpl::parse_template(R"({"Resources": {"R": {"Type": ")" + type + "\"" + more + "}}}"));
}

TEST(CheckResourceTypes, RefusesPoliciesThatATypeLacksByName) {
  const auto creation =
      check("AWS::Logs::LogGroup", R"(, "CreationPolicy": {"ResourceSignal": {"Count": 1}})");
  ASSERT_TRUE(creation.has_error());
  EXPECT_EQ(creation.error().code, "ValidationError");
  EXPECT_THAT(creation.error().message, HasSubstr("resource type AWS::Logs::LogGroup of resource R does not "
                                                  "support CreationPolicy"));
  const auto update = check("AWS::Lambda::Function", R"(, "UpdatePolicy": {"UseOnlineResharding": true})");
  ASSERT_TRUE(update.has_error());
  EXPECT_THAT(update.error().message, HasSubstr("does not support UpdatePolicy"));
  EXPECT_FALSE(check("AWS::Logs::LogGroup", "").has_error());
}

TEST(CheckResourceTypes, DoesNotLookAtWhatAConditionLeavesOut) {
  const auto tmpl = tmpl::parse_template(R"({"Conditions": {"C": {"Fn::Equals": ["a", "b"]}},
    "Resources": {"R": {"Type": "AWS::No::Such", "Condition": "C"}, "G": {"Type": "AWS::Logs::LogGroup"}}})");
  EXPECT_FALSE(check_resource_types(*tmpl, {{"C", false}}).has_error());
  EXPECT_FALSE(check_resource_types(*tmpl).has_error());
  EXPECT_TRUE(check_resource_types(*tmpl, {{"C", true}}).has_error());
}

TEST(CheckResourceTypes, NamesAnUnknownTypeBeforeItsPolicies) {
  const auto checked = check("AWS::EC2::Host", R"(, "CreationPolicy": {"ResourceSignal": {"Count": 1}})");
  ASSERT_TRUE(checked.has_error());
  EXPECT_THAT(checked.error().message, HasSubstr("Unrecognized resource types: [AWS::EC2::Host]"));
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
