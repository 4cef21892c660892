#include "lambda_runtime/custom_resource_event.h"

#include <gtest/gtest.h>

namespace eni::lambda_runtime {
namespace {

json::value json_of(std::string_view text) { return parse_json(text).value(); }

TEST(CustomResourceEvent, IsReadByItsType) {
  const auto update = read_event(json_of(
      R"({"RequestType":"Update","ResourceType":"Custom::X","PhysicalResourceId":"id","ResourceProperties":{"A":"1"},"OldResourceProperties":{"A":"2"}})"));
  ASSERT_TRUE(update.has_value());
  EXPECT_EQ(update->type, RequestType::kUpdate);
  EXPECT_EQ(update->resource_type, "Custom::X");
  EXPECT_EQ(update->physical_resource_id, "id");
  EXPECT_EQ(update->properties, (json::object{{"A", "1"}}));
  EXPECT_EQ(update->old_properties, (json::object{{"A", "2"}}));
  EXPECT_TRUE(read_event(json_of(R"({"RequestType":"Create","ResourceProperties":{}})")).has_value());
  EXPECT_TRUE(
      read_event(json_of(R"({"RequestType":"Delete","PhysicalResourceId":"id","ResourceProperties":{}})"))
          .has_value());
}

TEST(CustomResourceEvent, WhatIsMissingIsNamed) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({})", "not a custom resource event: RequestType is missing or not a text"},
      {R"({"RequestType":1})", "not a custom resource event: RequestType is missing or not a text"},
      {R"({"RequestType":"create"})", "RequestType is neither Create, Update nor Delete: 'create'"},
      {R"({"RequestType":"Create"})",
       "not a custom resource event: ResourceProperties is missing or not an object"},
      {R"({"RequestType":"Create","ResourceProperties":"x"})",
       "not a custom resource event: ResourceProperties is missing or not an object"},
      {R"({"RequestType":"Delete","ResourceProperties":{}})",
       "not a custom resource event: PhysicalResourceId is missing or not a text"},
      {R"({"RequestType":"Update","ResourceProperties":{},"PhysicalResourceId":"id"})",
       "not a custom resource event: OldResourceProperties is missing or not an object"},
  };
  for (const auto& [text, message] : rows)
    EXPECT_EQ(read_event(json_of(text)).error().message, message) << text;
}

TEST(ReturnAddress, NeedsAllThatAnAnswerNeeds) {
  json::object event{
      {"ResponseURL", "https://bucket/"}, {"StackId", "s"}, {"RequestId", "r"}, {"LogicalResourceId", "l"}};
  ASSERT_TRUE(read_return_address(event).has_value());
  for (const char* key : {"ResponseURL", "StackId", "RequestId", "LogicalResourceId"}) {
    json::object without = event;
    without[key] = "";
    EXPECT_EQ(read_return_address(without).error().message,
              "not a custom resource event: " + std::string(key) + " is missing or not a text");
  }
}

}  // namespace
}  // namespace eni::lambda_runtime
