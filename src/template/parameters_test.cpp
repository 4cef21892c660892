#include "template/parameters.h"

#include <gtest/gtest.h>

namespace eni::tmpl {
namespace {

Template with(const std::string& parameters) {
  auto tmpl = parse_template("Parameters:\n" + parameters + "\nResources: {Thing: {Type: T}}\n");
  if (tmpl.has_error()) throw std::runtime_error(describe(tmpl.error()));
  return *tmpl;
}

/// What `value` becomes for parameter P of this declaration, or the error.
std::string resolved(const std::string& declaration, const std::string& value) {
  const auto values = resolve_parameters(with("  P: {" + declaration + "}"), {{"P", value}});
  return values.has_error() ? values.error().message : json::serialize(values->find("P")->value);
}

TEST(Parameters, ConstraintsAndTypes) {
  const struct {
    const char* declaration;
    const char* value;
    const char* expected;
  } rows[] = {
      {"Type: String", "a b", R"("a b")"},
      {"Type: String", "", R"("")"},
      {"Type: Number", "14", R"("14")"},
      {"Type: Number", "-1.5e3", R"("-1.5e3")"},
      {"Type: Number", "x", "Parameter 'P' must be a number"},
      {"Type: Number", "", "Parameter 'P' must be a number"},
      {"Type: Number", "1 2", "Parameter 'P' must be a number"},
      {"Type: Number, MinValue: 1, MaxValue: 5", "1", R"("1")"},
      {"Type: Number, MinValue: 1, MaxValue: 5", "5", R"("5")"},
      {"Type: Number, MinValue: 1, MaxValue: 5", "0", "Parameter 'P' must be a number not less than 1"},
      {"Type: Number, MinValue: 1, MaxValue: 5.5", "6",
       "Parameter 'P' must be a number not greater than 5.5"},
      {"Type: Number, MinValue: 10000000", "0", "Parameter 'P' must be a number not less than 10000000"},
      {"Type: String, MinLength: 2, MaxLength: 3", "äö", R"("äö")"},
      {"Type: String, MinLength: 2", "a", "Parameter 'P' must contain at least 2 characters"},
      {"Type: String, MaxLength: 3", "abcd", "Parameter 'P' must contain at most 3 characters"},
      {"Type: String, MinLength: '2'", "a", "Parameter 'P' must contain at least 2 characters"},
      {"Type: String, AllowedPattern: '[a-z]+'", "abc", R"("abc")"},
      {"Type: String, AllowedPattern: '[a-z]+'", "abc1", "Parameter 'P' must match pattern [a-z]+"},
      {"Type: String, AllowedPattern: '^[a-z]+$'", "abc", R"("abc")"},
      {"Type: String, AllowedPattern: '\\p{Alnum}*'", "aB1", R"("aB1")"},
      {"Type: String, AllowedPattern: '\\d{3}(?!x).*'", "123y", R"("123y")"},
      {"Type: String, AllowedPattern: '[a-z'", "a",
       "Parameter 'P' AllowedPattern must be a valid regular expression. (pattern '[a-z', position 5: "
       "expected ']')"},
      {"Type: String, AllowedPattern: '(?i)a'", "a",
       "Parameter 'P' AllowedPattern must be a valid regular expression. (pattern '(?i)a', position 3: only "
       "(?:…), (?=…), "
       "(?!…) and (?<name>…) are supported of the groups that begin with (?)"},
      {"Type: String, AllowedPattern: '((a{0,1000}){0,1000}){0,1000}b'", "a",
       "Parameter 'P' AllowedPattern must be a valid regular expression. (pattern "
       "'((a{0,1000}){0,1000}){0,1000}b', "
       "position 21: the pattern is too large)"},
      {"Type: String, AllowedPattern: '(a*)*b'", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac",
       "Parameter 'P' must match pattern (a*)*b"},
      {"Type: String, AllowedValues: [a, 1]", "1", R"("1")"},
      {"Type: String, AllowedValues: [a, 1]", "b", "Parameter 'P' must be one of AllowedValues"},
      {"Type: String, AllowedValues: [a], ConstraintDescription: must be a.", "b",
       "Parameter 'P' failed to satisfy constraint: must be a."},
      {"Type: Number, MaxValue: 1, ConstraintDescription: too many.", "2",
       "Parameter 'P' failed to satisfy constraint: too many."},
      {"Type: CommaDelimitedList", "a, b ,c", R"(["a","b","c"])"},
      {"Type: CommaDelimitedList", "", R"([""])"},
      {"Type: CommaDelimitedList, AllowedValues: [a, b]", "a,b", R"(["a","b"])"},
      {"Type: CommaDelimitedList, AllowedValues: [a, b]", "a,c",
       "Parameter 'P' must be one of AllowedValues"},
      {"Type: CommaDelimitedList, AllowedPattern: '[a-z]'", "a,bb", "Parameter 'P' must match pattern [a-z]"},
      {"Type: List<Number>", "1, 2", R"(["1","2"])"},
      {"Type: List<Number>", "1,x", "Parameter 'P' must be a number"},
      {"Type: List<Number>, MaxValue: 3", "1,4", "Parameter 'P' must be a number not greater than 3"},
      {"Type: AWS::EC2::VPC::Id", "vpc-1", R"("vpc-1")"},
      {"Type: 'List<AWS::EC2::Subnet::Id>'", "s-1,s-2", R"(["s-1","s-2"])"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(resolved(row.declaration, row.value), row.expected) << row.declaration;
}

TEST(Parameters, GivenBeforePreviousBeforeDefault) {
  const Template tmpl = with("  P: {Type: String, Default: default}");
  const PreviousValues before{{"P", "previous"}};
  EXPECT_EQ(choose_values(tmpl, {}, {})->at("P"), "default");
  EXPECT_EQ(choose_values(tmpl, {}, before)->at("P"), "default");
  EXPECT_EQ(choose_values(tmpl, {{"P", "given"}}, before)->at("P"), "given");
  EXPECT_EQ(choose_values(tmpl, {{"P", "", true}}, before)->at("P"), "previous");
  EXPECT_EQ(choose_values(tmpl, {{"P", "", true}}, {}).error().message, "Parameters: [P] must have values");
}

TEST(Parameters, MissingAndUnknownOnesAreNamedTogether) {
  const Template tmpl = with("  A: {Type: String}\n  B: {Type: String}");
  EXPECT_EQ(resolve_parameters(tmpl, {}).error().message, "Parameters: [A, B] must have values");
  EXPECT_EQ(resolve_parameters(tmpl, {{"A", "x"}, {"C", "x"}, {"D", "x"}}).error().message,
            "Parameters: [C, D] do not exist in the template");
  EXPECT_EQ(resolve_parameters(tmpl, {{"A", "x"}, {"A", "y"}}).error().message, "Duplicate parameter key: A");
}

TEST(Parameters, ErrorsNameTheDeclaration) {
  const auto values = resolve_parameters(with("  A: {Type: Number}"), {{"A", "x"}});
  EXPECT_EQ(describe(values.error()), "Parameter 'A' must be a number (line 2, column 3, /Parameters/A)");
}

TEST(Parameters, SsmValuesAreLookedUpByTheCaller) {
  const Template tmpl = with(
      "  Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /ami, AllowedPattern: "
      "'/.*'}\n"
      "  Same: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /ami}\n"
      "  List: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /list}\n"
      "  Name: {Type: AWS::SSM::Parameter::Name, Default: /name}");
  EXPECT_EQ(*ssm_lookups(tmpl, {}, {}), (std::vector<std::string>{"/ami", "/list"}));
  const auto values = resolve_parameters(tmpl, {}, {}, {{"/ami", "ami-1"}, {"/list", "a,b"}});
  ASSERT_TRUE(values.has_value()) << values.error();
  EXPECT_EQ(values->find("Ami")->text, "/ami");
  EXPECT_EQ(values->find("Ami")->resolved, "ami-1");
  EXPECT_EQ(json::serialize(values->find("Ami")->value), R"("ami-1")");
  EXPECT_EQ(json::serialize(values->find("List")->value), R"(["a","b"])");
  EXPECT_EQ(json::serialize(values->find("Name")->value), R"("/name")");
  EXPECT_EQ(resolve_parameters(tmpl, {}, {}, {{"/list", "a"}}).error().message,
            "Unable to fetch parameters [/ami] from parameter store for this account.");
}

TEST(Parameters, NoEchoIsNotShown) {
  const auto values = resolve_parameters(with("  P: {Type: String, NoEcho: 'true', Default: secret}"), {});
  EXPECT_EQ(values->find("P")->shown(), "****");
  EXPECT_EQ(values->find("P")->text, "secret");
}

TEST(Parameters, DefaultsMayBeNumbersAndBooleans) {
  const auto values =
      resolve_parameters(with("  A: {Type: Number, Default: 14}\n  B: {Type: String, Default: true}"), {});
  EXPECT_EQ(values->find("A")->text, "14");
  EXPECT_EQ(values->find("B")->text, "true");
}

}  // namespace
}  // namespace eni::tmpl
