/// Whatever bytes arrive, the answer is a template or an error, never a crash or a hang.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/random.h"
#include "template/diff.h"
#include "template/dynamic_reference.h"
#include "template/graph.h"
#include "template/scope_for_test.h"
#include "template/summary.h"

namespace eni::tmpl {
namespace {

const std::string kYaml = R"(AWSTemplateFormatVersion: 2010-09-09
Transform: [AWS::LanguageExtensions]
Description: >-
  every construct once, ü
Parameters:
  P: {Type: String, Default: "x y", AllowedPattern: '[a-z ]+', MinLength: 1}
  L: {Type: List<Number>, Default: "1,2"}
Mappings: {M: {a: {b: [c, 0x1F]}}}
Conditions:
  C: !And [!Not [!Equals [!Ref P, q]], !Or [{Condition: D}, !Equals [1, 1]]]
  D: !Equals [!FindInMap [M, a, b], x]
Rules:
  R:
    Assertions:
      - Assert: !Contains [[x y], !Ref P]
Resources:
  A:
    Type: AWS::IAM::Role
    Condition: C
    Properties:
      Doc: |
        two
        lines
      Arn: !Sub 'arn:${AWS::Partition}:x:${!Y}:${B.Arn}'
      List: !Split [",", !Join [",", [a, !Select [0, !Ref L], !If [D, a, !Ref AWS::NoValue]]]]
      Net: !Cidr [10.0.0.0/16, 2, 8]
      Zone: !Select [0, !GetAZs ""]
      Import: {"Fn::ImportValue": !Sub "net-VpcId"}
      Data: {"Fn::Base64": "\u00fc \x41"}
  B: {Type: Custom::B, DeletionPolicy: Retain, Metadata: {a: !GetAtt [C2, Arn]}}
  C2: {Type: T, DependsOn: []}
  Fn::ForEach::Each: [X, !Ref L, {"R${X}": {Type: T, Properties: {P: !Sub "${X}", Q: !Length [a]}}}]
Outputs:
  O: {Value: !Ref B, Export: {Name: x}}
)";

const std::string kJson =
    R"({"Resources":{"A":{"Type":"T","Properties":{"P":{"Fn::Sub":["${X}\ud83d\ude00\n",{"X":{"Ref":"B"}}]},"Q":[1,-1.5e3,true]}},"B":{"Type":"T"}},"Outputs":{"O":{"Value":{"Fn::GetAtt":["B","Arn"]}}}})";

std::size_t below(Random& random, std::size_t limit) { return random.next() % limit; }

/// Runs everything there is to run on a text.
void exercise(const std::string& text) {
  auto made = Evaluated::of(text);
  if (made.has_error()) {
    EXPECT_FALSE(made.error().message.empty());
    return;
  }
  for (const bool everything_exists : {true, false}) {
    made->resolver.everything_exists = everything_exists;
    DiffSide side;
    for (const Resource& resource : made->tmpl.resources)
      if (auto evaluated = evaluate_resource(made->scope(), resource); evaluated.has_value()) {
        (void)find_dynamic_references(evaluated->properties);
        side.resources.push_back(*evaluated);
      }
    (void)diff(side, side);
    (void)evaluate_outputs(made->scope());
  }
  (void)build_graph(made->tmpl, made->conditions);
  (void)imported_names(made->scope());
  (void)summarize(made->tmpl);
}

TEST(Robustness, TheTemplatesAreValid) {
  EXPECT_TRUE(Evaluated::of(kYaml).has_value()) << Evaluated::of(kYaml).error();
  EXPECT_TRUE(Evaluated::of(kJson).has_value()) << Evaluated::of(kJson).error();
}

TEST(Robustness, EveryPrefixIsAnswered) {
  for (const std::string& text : {kYaml, kJson})
    for (std::size_t length = 0; length <= text.size(); ++length) exercise(text.substr(0, length));
}

TEST(Robustness, EveryMissingByteIsAnswered) {
  for (const std::string& text : {kYaml, kJson})
    for (std::size_t i = 0; i < text.size(); ++i) exercise(text.substr(0, i) + text.substr(i + 1));
}

TEST(Robustness, RandomChangesAreAnswered) {
  SeededRandom random(20261122);
  const std::string bytes = "{}[]:,!&*|>'\"%@`#- \n\t\\?<=~0\xC3$\x00x";
  for (int round = 0; round < 3000; ++round) {
    std::string text = round % 2 == 0 ? kYaml : kJson;
    for (int change = 0; change <= round % 4; ++change)
      text[below(random, text.size())] = bytes[below(random, bytes.size())];
    exercise(text);
  }
}

TEST(Robustness, RandomTextIsAnswered) {
  SeededRandom random(7);
  const std::string bytes = "{}[]:,!&*|>'\"%@`#- \n\nRef: A";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 60; ++i) text += bytes[below(random, bytes.size())];
    exercise(text);
  }
}

/// Folder with the published pattern; not part of the project.
std::filesystem::path shared_folder() {
  if (const char* given = std::getenv("ENI_TRUNKING_SHARED")) return given;
  return std::filesystem::path(ENI_SOURCE_DIR) / "../shared";
}

TEST(Robustness, ThePublishedPatternIsRead) {
  std::ifstream file(shared_folder() / "pattern/eni-trunking.yml");
  if (!file) GTEST_SKIP() << "the published pattern is not here; set ENI_TRUNKING_SHARED to its folder";
  std::stringstream text;
  text << file.rdbuf();
  auto made = Evaluated::of(text.str());
  ASSERT_TRUE(made.has_value()) << made.error();
  EXPECT_EQ(missing_capabilities(made->tmpl, {}), "Requires capabilities : [CAPABILITY_IAM]");
  const auto graph = build_graph(made->tmpl, made->conditions);
  ASSERT_TRUE(graph.has_value()) << graph.error();
  EXPECT_EQ(graph->order,
            (std::vector<std::string>{"CustomEniTrunkingRole", "CustomEniTrunkingFunction", "EC2Role",
                                      "AllowEniTrunkingRoleToAssumeEc2Role", "CustomEniTrunking"}));
  const auto custom = evaluate_resource(made->scope(), *made->tmpl.find_resource("CustomEniTrunking"));
  EXPECT_EQ(
      json::serialize(custom->properties),
      R"({"ServiceToken":"CustomEniTrunkingFunction.Arn","Region":"eu-central-1","EC2Role":"EC2Role.Arn"})");
  const auto role = evaluate_resource(made->scope(), *made->tmpl.find_resource("CustomEniTrunkingRole"));
  EXPECT_EQ(role->properties.at("AssumeRolePolicyDocument").at("Version"), json::value("2012-10-17"));
}

}  // namespace
}  // namespace eni::tmpl
