#include <gtest/gtest.h>

#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

const std::string kHead = R"(
Parameters:
  Env: {Type: String, Default: dev}
  Count: {Type: Number, Default: 3}
  List: {Type: CommaDelimitedList, Default: "a,b"}
Mappings: {M: {dev: {Size: 3, Flag: true}}}
Resources: {B: {Type: T}}
)";

/// "true", "false", or the error, of a condition.
std::string holds(const std::string& expression) {
  const auto made =
      Evaluated::of(kHead + "Conditions:\n  Dev: !Equals [!Ref Env, dev]\n  C: " + expression + "\n");
  if (made.has_error()) return made.error().message;
  return made->conditions.at("C") ? "true" : "false";
}

TEST(Conditions, AreBooleanOperationsOnParameters) {
  const struct {
    const char* expression;
    const char* expected;
  } rows[] = {
      {"!Equals [!Ref Env, dev]", "true"},
      {"!Equals [!Ref Env, Dev]", "false"},
      {"!Equals [!Ref Count, 3]", "true"},
      {"!Equals ['3', 3]", "true"},
      {"!Equals [true, 'true']", "true"},
      {"!Equals [!Ref List, [a, b]]", "true"},
      {"!Equals [!Ref List, [b, a]]", "false"},
      {"!Equals ['', !Ref Env]", "false"},
      {"!Equals [!Join ['', !Ref List], ab]", "true"},
      {"!Equals [!Select [0, !Ref List], a]", "true"},
      {"!Equals [!Select [0, !Split ['-', !Ref AWS::Region]], eu]", "true"},
      {"!Equals [!Sub '${Env}-${AWS::Region}', dev-eu-central-1]", "true"},
      {"!Equals [!FindInMap [M, !Ref Env, Size], 3]", "true"},
      {"!Equals [!If [Dev, a, b], a]", "true"},
      {"!Condition Dev", "true"},
      {"{Condition: Dev}", "true"},
      {"!Not [!Condition Dev]", "false"},
      {"!And [!Condition Dev, !Equals [a, a]]", "true"},
      {"!And [!Condition Dev, !Equals [a, b]]", "false"},
      {"!Or [!Not [!Condition Dev], !Equals [a, b]]", "false"},
      {"!Or [!Not [!Condition Dev], !Equals [a, a]]", "true"},
      {"!Or [!Equals [a, b], !And [!Condition Dev, !Not [!Equals [a, b]]]]", "true"},
      {"!Equals [!FindInMap [M, prod, Size], 3]", "Template error: Unable to get mapping for M::prod::Size"},
      {"!Equals [!Select [9, !Ref List], a]",
       "Template error: Fn::Select cannot select nonexistent value at index 9"},
      {"!Condition C", "Circular dependencies for resource conditions: [C]"},
      {"!Equals [!If [Nope, a, b], a]", "Template error: unresolved condition dependency Nope in Fn::If"},
      {"!Join [',', [a]]",
       "Template format error: Conditions can only be boolean operations on parameters and other conditions"},
      {"{a: b}",
       "Template format error: Conditions can only be boolean operations on parameters and other conditions"},
  };
  for (const auto& row : rows) EXPECT_EQ(holds(row.expression), row.expected) << row.expression;
}

TEST(Conditions, AreEvaluatedAfterThoseTheyMention) {
  const auto made = Evaluated::of(kHead + R"(
Conditions:
  Z: !And [!Condition Y, !Condition X]
  Y: !Or [!Condition X, !Equals [a, b]]
  X: !Equals [!Ref Env, dev]
)");
  ASSERT_TRUE(made.has_value()) << made.error();
  EXPECT_TRUE(made->conditions.at("Z"));
}

TEST(Conditions, CirclesAreNamed) {
  const auto made =
      Evaluated::of(kHead + "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n");
  EXPECT_EQ(describe(made.error()),
            "Circular dependencies for resource conditions: [A, B] (line 9, column 3, /Conditions/A)");
}

/// The outcome of one rule.
std::string rule(const std::string& body) {
  const auto made = Evaluated::of(kHead + "Rules:\n  R:\n" + body);
  return made.has_error() ? made.error().message : "fine";
}

TEST(Rules, FailWithTheirDescriptions) {
  const struct {
    const char* body;
    const char* expected;
  } rows[] = {
      {"    Assertions: [{Assert: !Equals [!Ref Env, dev]}]\n", "fine"},
      {"    Assertions: [{Assert: !Equals [!Ref Env, prod], AssertDescription: only prod}]\n",
       "Template error: Rule R failed: only prod"},
      {"    Assertions: [{Assert: !Equals [a, b]}]\n", "Template error: Rule R failed: assertion failed"},
      {"    RuleCondition: !Equals [!Ref Env, prod]\n    Assertions: [{Assert: !Equals [a, b]}]\n", "fine"},
      {"    Assertions: [{Assert: !Contains [[dev, prod], !Ref Env]}]\n", "fine"},
      {"    Assertions: [{Assert: !Contains [[x, y], !Ref Env]}]\n",
       "Template error: Rule R failed: assertion failed"},
      {"    Assertions: [{Assert: !EachMemberIn [!Ref List, [a, b, c]]}]\n", "fine"},
      {"    Assertions: [{Assert: !EachMemberIn [!Ref List, [a]]}]\n",
       "Template error: Rule R failed: assertion failed"},
      {"    Assertions: [{Assert: !EachMemberEquals [[a, a], a]}]\n", "fine"},
      {"    Assertions: [{Assert: !EachMemberEquals [[a, b], a]}]\n",
       "Template error: Rule R failed: assertion failed"},
      {"    Assertions: [{Assert: !Not [!Contains [[x], !Ref Env]]}]\n", "fine"},
      {"    Assertions: [{Assert: !Equals [!RefAll AWS::EC2::VPC::Id, x]}]\n",
       "Template format error: Fn::RefAll is not supported here"},
      {"    Assertions: [{Assert: !Equals [!Ref B, x]}]\n",
       "Template format error: Unresolved dependencies [B]. Cannot reference resources in the Rules block of "
       "the "
       "template"},
  };
  for (const auto& row : rows) EXPECT_EQ(rule(row.body), row.expected) << row.body;
}

}  // namespace
}  // namespace eni::tmpl
