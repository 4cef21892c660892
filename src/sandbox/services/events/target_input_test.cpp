#include "sandbox/services/events/target_input.h"

#include <gtest/gtest.h>

namespace eni::sandbox::events_service {
namespace {

TEST(TargetInput, IsWhatTheTargetAsksFor) {
  constexpr std::string_view kEvent =
      R"({"source":"aws.ec2","resources":["arn"],"detail":{"state":"run \"it\"","count":5}})";
  struct Row {
    const char* name;
    const char* target;
    std::string_view input;
  };
  const Row rows[] = {
      {"all of it", R"({})", kEvent},
      {"a constant", R"({"Input": "{\"a\": 1}"})", R"({"a": 1})"},
      {"a part", R"({"InputPath": "$.detail.count"})", "5"},
      {"a part of a list", R"({"InputPath": "$.resources[0]"})", R"("arn")"},
      {"a part that is not there", R"({"InputPath": "$.detail.reason"})", "{}"},
      {"a text", R"({"InputTransformer": {"InputPathsMap": {"s": "$.detail.state", "c": "$.detail.count"},
                     "InputTemplate": "\"state <s>, count <c>, <more>\""}})",
       R"("state run \"it\", count 5, <more>")"},
      {"an object", R"({"InputTransformer": {"InputPathsMap": {"s": "$.detail.state", "c": "$.detail.count"},
                       "InputTemplate": "{\"s\": <s>, \"c\": <c>}"}})",
       R"({"s": "run \"it\"", "c": 5})"},
      {"the rule, and the event without its detail",
       R"({"InputTransformer": {"InputTemplate": "[<aws.events.rule-name>, <aws.events.event>]"}})",
       R"(["r", {"source":"aws.ec2","resources":["arn"]}])"},
  };
  const json::object event = parse_json(kEvent)->as_object();
  const RuleFacts rule{"arn:aws:events:eu-central-1:000000000000:rule/r", "r"};
  for (const Row& row : rows)
    EXPECT_EQ(target_input(parse_json(row.target)->as_object(), rule, event, "2026-03-01T00:00:00Z"),
              row.input)
        << row.name;
}

}  // namespace
}  // namespace eni::sandbox::events_service
