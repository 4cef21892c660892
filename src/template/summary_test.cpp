#include "template/summary.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::tmpl {
namespace {

Template of(const std::string& resources, const std::string& head = "") {
  auto tmpl = parse_template(head + "Resources: {" + resources + "}\n");
  if (tmpl.has_error()) throw std::runtime_error(describe(tmpl.error()));
  return *tmpl;
}

TEST(Summary, CapabilitiesByType) {
  const struct {
    const char* resources;
    const char* capabilities;
  } rows[] = {
      {"A: {Type: AWS::S3::Bucket}", ""},
      {"A: {Type: AWS::IAM::Role}", "CAPABILITY_IAM"},
      {"A: {Type: AWS::IAM::Role, Properties: {Path: /}}", "CAPABILITY_IAM"},
      {"A: {Type: AWS::IAM::Role, Properties: {RoleName: x}}", "CAPABILITY_NAMED_IAM"},
      {"A: {Type: AWS::IAM::Policy, Properties: {PolicyName: x}}", "CAPABILITY_IAM"},
      {"A: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: x}}", "CAPABILITY_NAMED_IAM"},
      {"A: {Type: AWS::IAM::InstanceProfile, Properties: {InstanceProfileName: x}}", "CAPABILITY_NAMED_IAM"},
      {"A: {Type: AWS::IAM::User, Properties: {UserName: x}}", "CAPABILITY_NAMED_IAM"},
      {"A: {Type: AWS::IAM::Group, Properties: {GroupName: x}}", "CAPABILITY_NAMED_IAM"},
      {"A: {Type: AWS::IAM::AccessKey, Properties: {UserName: x}}", "CAPABILITY_IAM"},
      {"A: {Type: AWS::IAM::UserToGroupAddition}", "CAPABILITY_IAM"},
      {"A: {Type: AWS::IAM::ServiceLinkedRole}", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(join(required_capabilities(of(row.resources)).capabilities, ","), row.capabilities)
        << row.resources;
}

TEST(Summary, MissingCapabilitiesAreSaidAsAwsDoes) {
  const Template plain =
      of("A: {Type: AWS::IAM::Role}, B: {Type: AWS::IAM::Policy}, C: {Type: AWS::IAM::Role}");
  const Template named = of("A: {Type: AWS::IAM::Role, Properties: {RoleName: x}}");
  const Template expanding = of("A: {Type: T}", "Transform: AWS::LanguageExtensions\n");
  EXPECT_EQ(missing_capabilities(plain, {}), "Requires capabilities : [CAPABILITY_IAM]");
  EXPECT_EQ(missing_capabilities(plain, {"CAPABILITY_IAM"}), "");
  EXPECT_EQ(missing_capabilities(plain, {"CAPABILITY_NAMED_IAM"}), "");
  EXPECT_EQ(missing_capabilities(named, {"CAPABILITY_IAM"}),
            "Requires capabilities : [CAPABILITY_NAMED_IAM]");
  EXPECT_EQ(missing_capabilities(expanding, {}), "Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
  EXPECT_EQ(required_capabilities(plain).reason,
            "The following resource(s) require capabilities: [AWS::IAM::Role, AWS::IAM::Policy]");
}

TEST(Summary, OfATemplate) {
  const Template tmpl = of("A: {Type: T}, B: {Type: U}, C: {Type: T}",
                           "Description: d\nMetadata: {a: [1]}\nParameters: {P: {Type: String}}\n");
  const TemplateSummary summary = summarize(tmpl);
  EXPECT_EQ(summary.description, "d");
  EXPECT_EQ(summary.metadata, R"({"a":[1]})");
  EXPECT_EQ(summary.resource_types, (std::vector<std::string>{"T", "U"}));
  EXPECT_EQ(summary.parameters.size(), 1u);
}

}  // namespace
}  // namespace eni::tmpl
