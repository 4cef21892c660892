#include "sandbox/services/events/pattern.h"

#include <gtest/gtest.h>

namespace eni::sandbox::events_service {
namespace {

constexpr std::string_view kEvent = R"({
  "source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification", "account": "000000000000",
  "resources": ["arn:aws:ec2:eu-central-1:000000000000:instance/i-1"],
  "detail": {"instance-id": "i-1", "state": "running", "count": 5, "tags": ["a", "b"], "empty": [], "none": null,
             "volumes": [{"size": 8}, {"size": 100}]}})";

struct Row {
  const char* name;
  const char* pattern;
  bool matches;
};

constexpr Row kRows[] = {
    {"one of the values", R"({"source": ["aws.ecs", "aws.ec2"]})", true},
    {"none of the values", R"({"source": ["aws.ecs"]})", false},
    {"all members", R"({"source": ["aws.ec2"], "detail": {"state": ["stopped"]}})", false},
    {"within", R"({"detail": {"state": ["running"]}})", true},
    {"a number, however it is written", R"({"detail": {"count": [5.0]}})", true},
    {"null", R"({"detail": {"none": [null]}})", true},
    {"any element of a list", R"({"detail": {"tags": ["b", "c"]}})", true},
    {"any object of a list", R"({"detail": {"volumes": {"size": [100]}}})", true},
    {"prefix", R"({"detail": {"state": [{"prefix": "run"}]}})", true},
    {"prefix in any case", R"({"detail": {"state": [{"prefix": {"equals-ignore-case": "RUN"}}]}})", true},
    {"suffix", R"({"resources": [{"suffix": "/i-2"}]})", false},
    {"in any case", R"({"detail": {"state": [{"equals-ignore-case": "Running"}]}})", true},
    {"wildcard", R"({"resources": [{"wildcard": "arn:aws:ec2:*:instance/*"}]})", true},
    {"wildcard that does not reach the end", R"({"detail": {"state": [{"wildcard": "*run"}]}})", false},
    {"anything but", R"({"detail": {"state": [{"anything-but": "pending"}]}})", true},
    {"anything but these", R"({"detail": {"state": [{"anything-but": ["pending", "running"]}]}})", false},
    {"anything but what begins so", R"({"detail": {"state": [{"anything-but": {"prefix": "run"}}]}})", false},
    {"a range", R"({"detail": {"count": [{"numeric": [">", 0, "<=", 5]}]}})", true},
    {"out of range", R"({"detail": {"count": [{"numeric": ["<", 5]}]}})", false},
    {"there", R"({"detail": {"state": [{"exists": true}]}})", true},
    {"not there", R"({"detail": {"reason": [{"exists": false}]}})", true},
    {"not there within what is not there", R"({"more": {"reason": [{"exists": false}]}})", true},
    {"an empty list is not there", R"({"detail": {"empty": [{"exists": true}]}})", false},
    {"one or the other", R"({"$or": [{"source": ["x"]}, {"detail": {"count": [5]}}]})", true},
    {"neither", R"({"$or": [{"source": ["x"]}, {"detail": {"count": [6]}}]})", false},
};

TEST(EventPattern, Matches) {
  const json::object event = parse_json(kEvent)->as_object();
  for (const Row& row : kRows) {
    const auto pattern = EventPattern::parse(row.pattern);
    ASSERT_TRUE(pattern) << row.name;
    EXPECT_EQ(pattern->matches(event), row.matches) << row.name;
  }
}

TEST(EventPattern, WhatIsNone) {
  constexpr std::pair<const char*, const char*> kNone[] = {
      {"{", "Event pattern is not valid JSON"},
      {"[]", "Filter is not an object"},
      {"{}", "Empty objects are not allowed"},
      {R"({"source": "aws.ec2"})", "\"source\" must be an object or an array"},
      {R"({"source": []})", "Empty arrays are not allowed"},
      {R"({"source": [["a"]]})", "Match value must be String, number, true, false, or null"},
      {R"({"source": [{"begins": "a"}]})", "Unrecognized match type begins"},
      {R"({"source": [{"prefix": "a", "suffix": "b"}]})", "Only one key allowed in match expression"},
      {R"({"a": [{"numeric": ["near", 1]}]})", "Unrecognized numeric range operator"},
      {R"({"a": [{"cidr": "10.0.0.0/8"}]})", "cidr is not supported by the sandbox"},
  };
  for (const auto& [text, problem] : kNone) {
    const auto pattern = EventPattern::parse(text);
    ASSERT_TRUE(pattern.has_error()) << text;
    EXPECT_EQ(pattern.error().message, problem) << text;
  }
}

}  // namespace
}  // namespace eni::sandbox::events_service
