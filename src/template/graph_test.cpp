#include "template/graph.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

/// Levels as "A B | C", or the error.
std::string levels(const std::string& text, const std::vector<ParameterInput>& given = {}) {
  const auto made = Evaluated::of(text, given);
  if (made.has_error()) return made.error().message;
  const auto graph = build_graph(made->tmpl, made->conditions);
  if (graph.has_error()) return graph.error().message;
  std::vector<std::string> groups;
  for (const auto& group : graph->levels()) groups.push_back(join(group, " "));
  return join(groups, " | ");
}

const std::string kConditions =
    "Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\n";

TEST(Graph, EachComesAfterWhatItNeeds) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"Resources: {B: {Type: T}, A: {Type: T}}", "B A"},
      {"Resources: {B: {Type: T, DependsOn: A}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Ref A}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: [{Q: !GetAtt A.Arn}]}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Sub 'x${A}'}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Sub '${A.Arn}'}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Sub ['${X}', {X: !Ref A}]}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Sub ['${A}', {A: x}]}}, A: {Type: T}}", "B A"},
      {"Resources: {B: {Type: T, Properties: {P: !Sub '${!A}'}}, A: {Type: T}}", "B A"},
      {"Resources: {B: {Type: T, Metadata: {P: !Ref A}}, A: {Type: T}}", "A | B"},
      {"Resources: {B: {Type: T, Properties: {P: !Join [',', [!Ref A, !Ref C]]}}, A: {Type: T}, C: {Type: "
       "T}}",
       "A C | B"},
      {"Resources: {D: {Type: T, DependsOn: [B, C]}, B: {Type: T, DependsOn: A}, C: {Type: T, DependsOn: A}, "
       "A: {Type: "
       "T}}",
       "A | B C | D"},
      {"Resources: {A: {Type: T, DependsOn: A}}", "Circular dependency between resources: [A]"},
      {"Resources: {A: {Type: T, DependsOn: B}, B: {Type: T, DependsOn: C}, C: {Type: T, Properties: {P: "
       "!Ref A}}, D: "
       "{Type: T, DependsOn: A}, E: {Type: T}}",
       "Circular dependency between resources: [A, B, C]"},
  };
  for (const auto& row : rows) EXPECT_EQ(levels(row.text), row.expected) << row.text;
}

TEST(Graph, ConditionsDecideWhatIsThere) {
  const std::string text = kConditions +
                           "Resources:\n"
                           "  Only: {Type: T, Condition: Prod}\n"
                           "  A: {Type: T, DependsOn: Only, Properties: {P: !If [Prod, !Ref Only, !Ref Z]}}\n"
                           "  Z: {Type: T}\n";
  EXPECT_EQ(levels(text), "Z | A");
  EXPECT_EQ(levels(text, {{"Env", "prod"}}), "Only Z | A");
}

TEST(Graph, MentionOfAnAbsentResourceIsAnError) {
  const std::string text =
      kConditions +
      "Resources:\n  Only: {Type: T, Condition: Prod}\n  A: {Type: T, Properties: {P: !Ref Only}}\n";
  EXPECT_EQ(levels(text),
            "Template format error: Unresolved resource dependencies [Only] in the Resources block of the "
            "template");
  EXPECT_EQ(levels(text, {{"Env", "prod"}}), "Only | A");
}

TEST(Graph, ACircleThatAConditionOpensIsNone) {
  const std::string text = kConditions +
                           "Resources:\n"
                           "  A: {Type: T, Properties: {P: !If [Prod, x, !Ref B]}}\n"
                           "  B: {Type: T, Properties: {P: !If [Prod, !Ref A, x]}}\n";
  EXPECT_EQ(levels(text), "B | A");
  EXPECT_EQ(levels(text, {{"Env", "prod"}}), "A | B");
}

TEST(Graph, NeedsAreKnownBothWays) {
  const auto made = Evaluated::of("Resources: {B: {Type: T, Properties: {P: !Ref A}}, A: {Type: T}}");
  const auto graph = build_graph(made->tmpl, made->conditions);
  EXPECT_EQ(graph->needs.at("B"), (std::set<std::string>{"A"}));
  EXPECT_EQ(graph->needed_by.at("A"), (std::set<std::string>{"B"}));
  EXPECT_TRUE(graph->needed_by.at("B").empty());
}

TEST(Graph, ReferencesAreListedInOrder) {
  const auto made = Evaluated::of(kConditions +
                                  "Resources:\n"
                                  "  A: {Type: T, Properties: {P: [!Ref Env, !Ref AWS::Region, !GetAtt "
                                  "B.X.Y, !Sub '${B}', !If [Prod, !Ref C, x]]}}\n"
                                  "  B: {Type: T}\n  C: {Type: T}\n");
  ASSERT_TRUE(made.has_value()) << made.error();
  std::string text;
  for (const Reference& reference : references(made->tmpl, *made->tmpl.resources[0].properties))
    text +=
        std::to_string(static_cast<int>(reference.kind)) + reference.name + "." + reference.attribute + " ";
  EXPECT_EQ(text, "0Env. 2B.X.Y 1B. 3Prod. 1C. ");
  EXPECT_EQ(active_references(made->tmpl, *made->tmpl.resources[0].properties, made->conditions).size(), 4u);
}

TEST(Graph, LongChainsAreFine) {
  std::string text = "Resources:\n  N0: {Type: T}\n";
  for (int i = 1; i < 500; ++i)
    text += "  N" + std::to_string(i) + ": {Type: T, DependsOn: N" + std::to_string(i - 1) + "}\n";
  const auto made = Evaluated::of(text);
  ASSERT_TRUE(made.has_value()) << made.error();
  EXPECT_EQ(build_graph(made->tmpl, {})->levels().size(), 500u);
}

}  // namespace
}  // namespace eni::tmpl
