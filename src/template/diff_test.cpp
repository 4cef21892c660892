#include "template/diff.h"

#include <gtest/gtest.h>

#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

DiffSide side(const std::string& text, bool everything_exists = true) {
  auto made = Evaluated::of(text);
  if (made.has_error()) throw std::runtime_error(describe(made.error()));
  made->resolver.everything_exists = everything_exists;
  DiffSide out;
  for (const Resource& resource : made->tmpl.resources)
    if (is_active(resource, made->conditions))
      out.resources.push_back(*evaluate_resource(made->scope(), resource));
  return out;
}

/// "Add A, Modify B(Properties.P, Metadata), Remove C".
std::string changes(const std::string& before, const std::string& after) {
  std::string out;
  for (const ResourceChange& change : diff(side(before), side(after))) {
    out += (out.empty() ? "" : ", ") + std::string(to_string(change.action)) + " " + change.logical_id;
    for (const AttributeChange& attribute : change.attributes)
      out += " " + std::string(to_string(attribute.scope)) +
             (attribute.name.empty() ? "" : "." + attribute.name);
  }
  return out;
}

TEST(Diff, OfResources) {
  const struct {
    const char* before;
    const char* after;
    const char* expected;
  } rows[] = {
      {"A: {Type: T}", "A: {Type: T}", ""},
      {"A: {Type: T}", "A: {Type: T}, B: {Type: T}", "Add B"},
      {"A: {Type: T}, B: {Type: T}", "B: {Type: T}", "Remove A"},
      {"A: {Type: T}", "A: {Type: U}", "Modify A"},
      {"A: {Type: T, Properties: {P: 1}}", "A: {Type: T, Properties: {P: 2}}", "Modify A Properties.P"},
      {"A: {Type: T, Properties: {P: 1}}", "A: {Type: T, Properties: {P: 1, Q: 2}}", "Modify A Properties.Q"},
      {"A: {Type: T, Properties: {P: 1, Q: 2}}", "A: {Type: T, Properties: {P: 1}}", "Modify A Properties.Q"},
      {"A: {Type: T, Properties: {P: 1, Q: 2}}", "A: {Type: T, Properties: {Q: 2, P: 1}}", ""},
      {"A: {Type: T, Properties: {P: [1, 2]}}", "A: {Type: T, Properties: {P: [2, 1]}}",
       "Modify A Properties.P"},
      {"A: {Type: T, Properties: {P: 1}}", "A: {Type: T}", "Modify A Properties.P"},
      {"A: {Type: T, Properties: {Tags: [a]}}", "A: {Type: T, Properties: {Tags: [b]}}",
       "Modify A Tags.Tags"},
      {"A: {Type: T, Properties: {P: x}}", "A: {Type: T, Properties: {P: !Sub x}}", ""},
      {"A: {Type: T}", "A: {Type: T, Metadata: {a: b}}", "Modify A Metadata"},
      {"A: {Type: T}", "A: {Type: T, DeletionPolicy: Retain}", "Modify A DeletionPolicy"},
      {"A: {Type: T}", "A: {Type: T, DeletionPolicy: Delete}", ""},
      {"A: {Type: T}", "A: {Type: T, UpdateReplacePolicy: Retain}", "Modify A UpdateReplacePolicy"},
      {"A: {Type: T}", "A: {Type: T, CreationPolicy: {ResourceSignal: {Count: 1}}}",
       "Modify A CreationPolicy"},
      {"A: {Type: T}", "A: {Type: T, UpdatePolicy: {UseOnlineResharding: true}}", "Modify A UpdatePolicy"},
      {"A: {Type: T}", "A: {Type: T, DependsOn: B}, B: {Type: T}", "Add B"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(changes("Resources: {" + std::string(row.before) + "}",
                      "Resources: {" + std::string(row.after) + "}"),
              row.expected)
        << row.before << " -> " << row.after;
}

TEST(Diff, UnknownValuesCountAsChangedAndDynamic) {
  const std::string text = "Resources: {A: {Type: T}, B: {Type: T, Properties: {P: !Ref A, Q: x}}}";
  const auto found = diff(side(text), side(text, false));
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].attributes.size(), 1u);
  EXPECT_TRUE(found[0].attributes[0].is_dynamic);
  EXPECT_EQ(found[0].attributes[0].before, json::value("A-id"));
}

TEST(Diff, CausesOfAChange) {
  const std::string head =
      "Parameters: {P: {Type: String, Default: x}, S: {Type: 'AWS::SSM::Parameter::Value<String>', Default: "
      "x}}\nResources:\n  A: {Type: T}\n  B: {Type: T, Properties: "
      "{Q: ";
  const auto cause_list = [&](const std::string& before, const std::string& after) {
    const auto old_template = parse_template(head + before + "}}\n");
    const auto new_template = parse_template(head + after + "}}\n");
    std::string out;
    for (const ChangeCause& cause : causes(*new_template, *old_template, "B", "Q", {"P", "S"}, {"A"}))
      out += cause.source + ":" + cause.causing_entity + (cause.follows_parameter ? "(dynamic) " : " ");
    return out;
  };
  EXPECT_EQ(cause_list("x", "y"), "DirectModification: ");
  EXPECT_EQ(cause_list("!Ref P", "!Ref P"), "ParameterReference:P DirectModification:(dynamic) ");
  EXPECT_EQ(cause_list("!Ref S", "!Ref S"), "DirectModification:(dynamic) ");
  EXPECT_EQ(cause_list("!Ref A", "!Ref A"), "ResourceReference:A ");
  EXPECT_EQ(cause_list("!GetAtt A.Arn", "!GetAtt A.Arn"), "ResourceAttribute:A.Arn ");
  EXPECT_EQ(cause_list("!Sub '${A} ${A} ${P}'", "!Sub '${A} ${A} ${P}'"),
            "ResourceReference:A ParameterReference:P DirectModification:(dynamic) ");
  EXPECT_EQ(cause_list("x", "!Ref P"), "ParameterReference:P DirectModification: ");
  EXPECT_EQ(cause_list("x", "x"), "DirectModification: ");
}

}  // namespace
}  // namespace eni::tmpl
