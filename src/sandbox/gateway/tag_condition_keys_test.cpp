#include "sandbox/gateway/tag_condition_keys.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_access.h"

namespace eni::sandbox {
namespace {

struct RequestRow {
  const char* params;
  const char* expected;
};

constexpr RequestRow kRequestRows[] = {
    {R"({})", ""},
    {R"({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b"}]})",
     " aws:RequestTag/a=1 aws:RequestTag/b= aws:TagKeys=a aws:TagKeys=b"},
    {R"({"tags": [{"key": "a", "value": "1"}]})", " aws:RequestTag/a=1 aws:TagKeys=a"},
    {R"({"Tags": {"a": "1"}})", " aws:RequestTag/a=1 aws:TagKeys=a"},
    {R"({"TagKeys": ["a", "b"]})", " aws:TagKeys=a aws:TagKeys=b"},
    {R"({"tagKeys": "a"})", " aws:TagKeys=a"},
    // What is none is the operation's to refuse.
    {R"({"Tags": [7, {"Value": "1"}, {"Key": ["a"]}], "tags": "a"})", ""},
};

TEST(TagConditionKeys, AreReadFromAllFormsOfRequests) {
  TestSandbox sandbox{{}};
  for (const RequestRow& row : kRequestRows) {
    const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "test",
                    parse_json(row.params).value().as_object()};
    ConditionKeys keys;
    append_request_tags(keys, call);
    EXPECT_EQ(text_of(keys), row.expected) << row.params;
  }
}

TEST(TagConditionKeys, OfAResourceAreItsOwn) {
  TestSandbox sandbox{{}};
  const Call call{sandbox.env, Principal::root(aws::AccountId{"000000000000"}), sandbox.region, "test",
                  json::object{{"Tags", json::object{{"a", "1"}}}}};
  const Access access = access_with_tags(call, "arn", parse_json(R"([{"Key": "t", "Value": "x"}])").value());
  EXPECT_EQ(lines_of(access, ""),
            (std::vector<std::string>{"arn aws:ResourceTag/t=x", "*: aws:RequestTag/a=1 aws:TagKeys=a"}));
}

}  // namespace
}  // namespace eni::sandbox
