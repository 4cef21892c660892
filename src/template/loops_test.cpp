#include "template/loops.h"

#include <gtest/gtest.h>

#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

const std::string kHead = R"(Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "x, y"}
  Plain: {Type: String, Default: dev}
Mappings: {M: {a: {Names: [p, q], One: r}}}
)";

/// The section as JSON after unrolling, or the error.
std::string unrolled(const std::string& section, const std::string& body, const LoopValues& values = {}) {
  const auto document = parse_document(kHead + section + ":\n" + body + "\n");
  if (document.has_error()) return document.error().message;
  const auto out = unroll_loops(*document, values);
  return out.has_error() ? out.error().message : json::serialize(to_json(*out->root->find(section)));
}

TEST(Loops, AreUnrolledWhereAwsDoesIt) {
  const struct {
    const char* body;
    const char* expected;
  } rows[] = {
      {"  Fn::ForEach::L: [X, [a, b], {'R${X}': {Type: T}}]", R"({"Ra":{"Type":"T"},"Rb":{"Type":"T"}})"},
      {"  A: {Type: T}\n  Fn::ForEach::L: [X, [a], {'R${X}': {Type: T}}]\n  Z: {Type: T}",
       R"({"A":{"Type":"T"},"Ra":{"Type":"T"},"Z":{"Type":"T"}})"},
      {"  Fn::ForEach::L: [X, [10.0.1], {'R&{X}': {P: !Ref X}}]", R"({"R1001":{"P":"10.0.1"}})"},
      {"  Fn::ForEach::L: [X, [a], {'R${X}': {P: !Sub 'n-${X}-${AWS::Region}', Q: '${X}'}}]",
       R"({"Ra":{"P":{"Fn::Sub":"n-a-${AWS::Region}"},"Q":"${X}"}})"},
      {"  Fn::ForEach::L: [X, [a], {'R${X}': {P: !Sub 'n-${X}'}}]", R"({"Ra":{"P":"n-a"}})"},
      {"  Fn::ForEach::L: [X, [a], {'R${X}': {P: {Ref: !Sub 'S${X}'}, Q: !GetAtt [!Sub 'S${X}', Arn]}}]",
       R"({"Ra":{"P":{"Ref":"Sa"},"Q":{"Fn::GetAtt":["Sa","Arn"]}}})"},
      {"  Fn::ForEach::L: [X, [a], {'R${X}': {P: !Sub ['${X}-${V}', {V: !Ref X}]}}]",
       R"({"Ra":{"P":{"Fn::Sub":["a-${V}",{"V":"a"}]}}})"},
      {"  Fn::ForEach::L: [X, !Ref Names, {'R${X}': {P: 1}}]", R"({"Rx":{"P":1},"Ry":{"P":1}})"},
      {"  Fn::ForEach::L: [X, !FindInMap [M, a, Names], {'R${X}': {P: 1}}]",
       R"({"Rp":{"P":1},"Rq":{"P":1}})"},
      {"  Fn::ForEach::L: [X, [1, 2], {'R${X}': {P: !Ref X}}]", R"({"R1":{"P":"1"},"R2":{"P":"2"}})"},
      {"  Fn::ForEach::L: [X, [], {'R${X}': {P: 1}}]", "{}"},
      {"  Fn::ForEach::L: [X, [a, b], {'Fn::ForEach::I': [Y, [c, d], {'R${X}${Y}': {P: !Sub '${X}${Y}'}}]}]",
       R"({"Rac":{"P":"ac"},"Rad":{"P":"ad"},"Rbc":{"P":"bc"},"Rbd":{"P":"bd"}})"},
      {"  R: {Properties: {'Fn::ForEach::L': [X, [a, b], {'P${X}': !Ref X}]}}",
       R"({"R":{"Properties":{"Pa":"a","Pb":"b"}}})"},
      {"  R: {P: !Sub plain, Q: !Ref X}", R"({"R":{"P":{"Fn::Sub":"plain"},"Q":{"Ref":"X"}}})"},
  };
  for (const auto& row : rows) EXPECT_EQ(unrolled("Resources", row.body), row.expected) << row.body;
}

TEST(Loops, AParameterWithoutAValueStandsForItsName) {
  const auto out = parse_template(
      "Transform: AWS::LanguageExtensions\nParameters: {L: {Type: CommaDelimitedList}}\n"
      "Resources: {'Fn::ForEach::R': [X, !Ref L, {'R${X}': {Type: T}}]}");
  ASSERT_TRUE(out.has_value()) << out.error();
  EXPECT_TRUE(out->find_resource("RL"));
}

TEST(Loops, GivenParametersComeBeforeDefaults) {
  EXPECT_EQ(
      unrolled("Outputs", "  Fn::ForEach::L: [X, !Ref Names, {'O${X}': {Value: !Ref X}}]", {{"Names", "g"}}),
      R"({"Og":{"Value":"g"}})");
}

TEST(Loops, ErrorsAreThoseOfTheTransform) {
  const std::string prefix = "Transform AWS::LanguageExtensions failed with: ";
  const struct {
    const char* body;
    const char* expected;
  } rows[] = {
      {"  Fn::ForEach::L: [X, a, {'R${X}': {P: 1}}]", "Fn::ForEach layout is incorrect"},
      {"  Fn::ForEach::L: [X, [a]]", "Fn::ForEach layout is incorrect"},
      {"  Fn::ForEach::L: x", "Fn::ForEach layout is incorrect"},
      {"  'Fn::ForEach::': [X, [a], {'R${X}': {P: 1}}]", "Fn::ForEach layout is incorrect"},
      {"  Fn::ForEach::L: [[X], [a], {'R${X}': {P: 1}}]", "Fn::ForEach layout is incorrect"},
      {"  Fn::ForEach::L: [X, !Ref Nope, {'R${X}': {P: 1}}]",
       "Could not find a collection or could not be resolved for Fn::ForEach"},
      {"  Fn::ForEach::L: [X, !GetAtt A.B, {'R${X}': {P: 1}}]",
       "Could not find a collection or could not be resolved for Fn::ForEach"},
      {"  Fn::ForEach::L: [X, [[a]], {'R${X}': {P: 1}}]",
       "Could not find a collection or could not be resolved for Fn::ForEach"},
      {"  Fn::ForEach::L: [X, !FindInMap [M, a, One], {'R${X}': {P: 1}}]",
       "Could not find a collection or could not be resolved for Fn::ForEach"},
      {"  Fn::ForEach::L: [X, [a, b], {R: {P: 1}}]", "Fn::ForEach produces the key 'R' twice"},
      {"  Ra: {P: 1}\n  Fn::ForEach::L: [X, [a], {'R${X}': {P: 1}}]",
       "Fn::ForEach produces the key 'Ra' twice"},
  };
  for (const auto& row : rows) EXPECT_EQ(unrolled("Resources", row.body), prefix + row.expected) << row.body;
}

TEST(Loops, CannotFillTheMachine) {
  std::string body = "  ";
  std::string end;
  std::string key = "R";
  for (int depth = 0; depth < 12; ++depth) {
    const std::string id = "X" + std::to_string(depth);
    body += "'Fn::ForEach::L" + std::to_string(depth) + "': [" + id + ", [a, b, c, d, e, f, g, h, i, j], {";
    end += "}]";
    key += "${" + id + "}";
  }
  EXPECT_EQ(unrolled("Resources", body + "'" + key + "': {P: 1}" + end),
            "Transform AWS::LanguageExtensions failed with: Fn::ForEach produces too much");
}

TEST(Loops, AWholeTemplateWithALoopWorks) {
  auto made = Evaluated::of(kHead + R"(
Resources:
  Fn::ForEach::Roles:
    - Name
    - !Ref Names
    - Role${Name}: {Type: AWS::IAM::Role, Properties: {Path: !Sub '/${Name}/', Env: !Ref Plain}}
Outputs:
  Fn::ForEach::Out:
    - Name
    - !Ref Names
    - Out${Name}: {Value: !GetAtt [!Sub 'Role${Name}', Arn]}
)");
  ASSERT_TRUE(made.has_value()) << made.error();
  const auto role = evaluate_resource(made->scope(), *made->tmpl.find_resource("Roley"));
  EXPECT_EQ(json::serialize(role->properties), R"({"Path":"/y/","Env":"dev"})");
  EXPECT_EQ(evaluate_outputs(made->scope())->at(1).value, "Roley.Arn");
}

}  // namespace
}  // namespace eni::tmpl
