#include "sandbox/shapes/check.h"

#include <gtest/gtest.h>

namespace eni::sandbox::shapes {
namespace {

/// "flaw path", a line each.
std::string told(const std::vector<Finding>& findings) {
  static constexpr std::string_view kNames[] = {"unknown", "kind",  "missing", "short", "long",
                                                "small",   "large", "pattern", "enum"};
  std::string out;
  for (const Finding& finding : findings) {
    out.append(kNames[static_cast<std::size_t>(finding.flaw)]);
    for (const PathStep& step : finding.path) {
      out += ' ';
      out += std::holds_alternative<std::string>(step) ? std::get<std::string>(step)
                                                       : std::to_string(std::get<std::size_t>(step));
    }
    out += '\n';
  }
  return out;
}

struct Row {
  std::string_view service;
  std::string_view operation;
  CheckOptions options;
  std::string_view input;
  std::string_view findings;
};

TEST(Check, TellsAllThatIsWrong) {
  const CheckOptions json{};
  const CheckOptions text{Naming::kWire, Typing::kText};
  const CheckOptions query{Naming::kQuery, Typing::kText};
  const CheckOptions model{Naming::kModel, Typing::kTyped};
  const Row rows[] = {
      {"iam", "CreateRole", text, R"({"RoleName":"r","AssumeRolePolicyDocument":"{}"})", ""},
      {"iam", "CreateRole", text, R"({"RoleName":"a b"})",
       "missing AssumeRolePolicyDocument\npattern RoleName\n"},
      {"iam", "CreateRole", text, R"({"RoleName":"","AssumeRolePolicyDocument":"{}"})",
       "short RoleName\npattern RoleName\n"},
      {"iam", "CreateRole", text, R"({"RoleName":["r"],"AssumeRolePolicyDocument":"{}"})", "kind RoleName\n"},
      {"iam", "ListRoles", text, R"({"MaxItems":"0"})", "small MaxItems\n"},
      {"iam", "ListRoles", text, R"({"MaxItems":"1001"})", "large MaxItems\n"},
      {"iam", "ListRoles", text, R"({"MaxItems":"many"})", "kind MaxItems\n"},
      {"iam", "ListPolicies", text, R"({"Scope":"Some"})", "enum Scope\n"},
      {"iam", "ListPolicies", text, R"({"OnlyAttached":"TRUE"})", ""},
      {"iam", "TagRole", text, R"({"RoleName":"r","Tags":[{"Key":"a","Value":"b"},{"Value":"c"}]})",
       "missing Tags 1 Key\n"},
      {"iam", "TagRole", text, R"({"RoleName":"r","Tags":""})", ""},
      // Null is absent; JSON's scalars have types.
      {"logs", "CreateLogGroup", json, R"({"logGroupName":null})", "missing logGroupName\n"},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":1})", "kind logGroupName\n"},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":"g","tags":{"a":"b"}})", ""},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":"g","tags":{"":"b"}})",
       "short tags \npattern tags \n"},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":"g","tags":["a"]})", "kind tags\n"},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":"g","colour":"red"})", "unknown colour\n"},
      {"logs", "PutRetentionPolicy", json, R"({"logGroupName":"g","retentionInDays":"7"})",
       "kind retentionInDays\n"},
      {"logs", "PutRetentionPolicy", json, R"({"logGroupName":"g","retentionInDays":7.0})", ""},
      {"logs", "PutRetentionPolicy", json, R"({"logGroupName":"g","retentionInDays":7.5})",
       "kind retentionInDays\n"},
      // A list and a map have no place for null.
      {"logs", "PutLogEvents", json, R"({"logGroupName":"g","logStreamName":"s","logEvents":[null]})",
       "missing logEvents 0\n"},
      {"logs", "CreateLogGroup", json, R"({"logGroupName":"g","tags":{"a":null}})", "missing tags a\n"},
      {"logs", "PutRetentionPolicy", json, R"({"logGroupName":"g","retentionInDays":1e300})",
       "kind retentionInDays\n"},
      {"logs", "PutRetentionPolicy", json, R"({"logGroupName":"g","retentionInDays":9223372036854775808})",
       "kind retentionInDays\n"},
      // EC2's requests have names of their own.
      {"ec2", "DescribeInstances", query, R"({"InstanceId":["i-1"],"Filter":[{"Name":"a","Value":["b"]}]})",
       ""},
      {"ec2", "DescribeInstances", query, R"({"InstanceIds":["i-1"]})", "unknown InstanceIds\n"},
      {"ec2", "DescribeInstances", model, R"({"InstanceIds":["i-1"],"Filters":[{"Names":"a"}]})",
       "unknown Filters 0 Names\n"},
  };
  for (const Row& row : rows) {
    MatchBudget budget;
    const auto value = parse_json(row.input);
    const auto shape = find_service(row.service)->find_operation(row.operation)->input();
    EXPECT_EQ(told(check(*shape, value->get_object(), row.options, budget)), row.findings)
        << row.operation << ' ' << row.input;
  }
}

TEST(Check, CountsCharacters) {
  MatchBudget budget;
  const auto shape = find_service("ssm")->find_operation("PutParameter")->input();
  std::string value;
  for (int i = 0; i < 1024; ++i) value += "ä";
  EXPECT_EQ(told(check(*shape, {{"Name", "n"}, {"Value", "v"}, {"Description", value}}, {}, budget)), "");
  EXPECT_EQ(told(check(*shape, {{"Name", "n"}, {"Value", "v"}, {"Description", value + "x"}}, {}, budget)),
            "long Description\n");
}

TEST(Check, SaysWhatIsAPart) {
  MatchBudget budget;
  const auto shape = find_service("logs")->find_operation("CreateLogGroup")->input();
  const std::string long_text(257, 'x');
  const auto findings =
      check(*shape, {{"logGroupName", "g"}, {"tags", {{long_text, long_text}}}}, {}, budget);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].part, Part::kMapKey);
  EXPECT_EQ(findings[0].value, nullptr);
  EXPECT_EQ(findings[1].part, Part::kMapValue);
}

TEST(Check, FindsABoundedNumber) {
  MatchBudget budget;
  const auto shape = find_service("iam")->find_operation("TagRole")->input();
  json::array tags(10'000, json::value(json::object()));
  EXPECT_LE(check(*shape, {{"RoleName", "r"}, {"Tags", tags}}, {}, budget).size(), 100U);
}

TEST(Check, LooksAtNothingMoreOnceItHasFoundEnough) {
  // What matching the patterns of 10'000 keys takes is not spent after the first of them.
  const auto left_after = [](std::size_t keys) {
    MatchBudget budget{100'000};
    const auto shape = find_service("iam")->find_operation("TagRole")->input();
    json::array tags(200, json::value(json::object()));
    for (std::size_t key = 0; key < keys; ++key) tags.push_back({{"Key", "k"}, {"Value", "v"}});
    check(*shape, {{"RoleName", "r"}, {"Tags", tags}}, {}, budget);
    int left = 0;
    while (budget.take()) ++left;
    return left;
  };
  EXPECT_EQ(left_after(10'000), left_after(0));
  EXPECT_GT(left_after(0), 0);
}

}  // namespace
}  // namespace eni::sandbox::shapes
