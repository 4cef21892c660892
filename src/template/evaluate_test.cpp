#include "template/evaluate.h"

#include <gtest/gtest.h>

#include "template/scope_for_test.h"

namespace eni::tmpl {
namespace {

const char kHead[] = R"(
Transform: AWS::LanguageExtensions
Parameters:
  Env: {Type: String, Default: dev}
  Count: {Type: Number, Default: 3}
  Subnets: {Type: CommaDelimitedList, Default: "s-1, s-2,s-3"}
  Attribute: {Type: String, Default: Arn}
Mappings:
  Regions:
    eu-central-1: {Ami: ami-eu, Size: 2, Zones: [a, b], Flag: true}
    us-east-1: {Ami: ami-us, Size: 3, Zones: [c], Flag: false}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Not [!Condition IsProd]
Resources:
  Role: {Type: AWS::IAM::Role}
  Only: {Type: AWS::IAM::Role, Condition: IsProd}
  R:
    Type: Custom::R
    Properties:
      P: )";

/// What property P evaluates to, "(none)", or the error.
std::string evaluated(const std::string& expression, bool everything_exists = true) {
  auto made = Evaluated::of(kHead + expression + "\n");
  if (made.has_error()) return made.error().message;
  made->resolver.everything_exists = everything_exists;
  const auto resource = evaluate_resource(made->scope(), *made->tmpl.find_resource("R"));
  if (resource.has_error()) return resource.error().message;
  const json::value* value = resource->properties.if_contains("P");
  return value ? json::serialize(*value) : "(none)";
}

struct Row {
  const char* expression;
  const char* expected;
};

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(evaluated(row.expression), row.expected) << row.expression;
}

TEST(Evaluate, PlainValuesStayAsTheyAre) {
  expect_rows({
      {"text", R"("text")"},
      {"[1, a, true, {b: c}]", R"([1,"a",true,{"b":"c"}])"},
      {"{Condition: {StringEquals: {a: b}}}", R"({"Condition":{"StringEquals":{"a":"b"}}})"},
      {"{Condition: IsProd}", R"({"Condition":"IsProd"})"},
      {"{Ref: a, Other: b}", R"({"Ref":"a","Other":"b"})"},
      {"'{{resolve:ssm:/a/b:1}}'", R"("{{resolve:ssm:/a/b:1}}")"},
  });
}

TEST(Evaluate, Ref) {
  expect_rows({
      {"!Ref Env", R"("dev")"},
      {"!Ref Count", R"("3")"},
      {"!Ref Subnets", R"(["s-1","s-2","s-3"])"},
      {"!Ref Role", R"("Role-id")"},
      {"{Ref: Role}", R"("Role-id")"},
      {"!Ref AWS::AccountId", R"("123456789012")"},
      {"!Ref AWS::Region", R"("eu-central-1")"},
      {"!Ref AWS::Partition", R"("aws")"},
      {"!Ref AWS::URLSuffix", R"("amazonaws.com")"},
      {"!Ref AWS::StackName", R"("demo")"},
      {"!Ref AWS::StackId", R"("arn:aws:cloudformation:eu-central-1:123456789012:stack/demo/1")"},
      {"!Ref AWS::NotificationARNs", R"(["arn:aws:sns:eu-central-1:123456789012:a"])"},
      {"!Ref AWS::NoValue", "(none)"},
      {"[a, !Ref AWS::NoValue, b]", R"(["a","b"])"},
      {"{a: !Ref AWS::NoValue, b: c}", R"({"b":"c"})"},
      {"!Ref Nope",
       "Template format error: Unresolved resource dependencies [Nope] in the Resources block of the "
       "template"},
      {"!Ref AWS::Nope",
       "Template format error: Unresolved resource dependencies [AWS::Nope] in the Resources block of the "
       "template"},
      {"!Ref Only",
       "Template format error: Unresolved resource dependencies [Only] in the Resources block of the "
       "template"},
      {"{Ref: [a]}", "Template error: every Ref object must have a single String value."},
      {"{Ref: ''}", "Template error: every Ref object must have a single String value."},
      {"!Ref {Ref: Env}", "Template error: every Ref object must have a single String value."},
  });
}

TEST(Evaluate, GetAtt) {
  expect_rows({
      {"!GetAtt Role.Arn", R"("Role.Arn")"},
      {"!GetAtt Role.Outputs.Url", R"("Role.Outputs.Url")"},
      {"!GetAtt [Role, Arn]", R"("Role.Arn")"},
      {"{'Fn::GetAtt': Role.Arn}", R"("Role.Arn")"},
      {"{'Fn::GetAtt': [Role, !Ref Attribute]}", R"("Role.Arn")"},
      {"!GetAtt Role.List", R"(["x","y"])"},
      {"!GetAtt Role.Nope",
       "Template error: resource Role does not support attribute type Nope in Fn::GetAtt"},
      {"!GetAtt Nope.Arn", "Template error: instance of Fn::GetAtt references undefined resource Nope"},
      {"!GetAtt Env.Arn", "Template error: instance of Fn::GetAtt references undefined resource Env"},
      {"!GetAtt Role",
       "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the "
       "resource "
       "attribute"},
      {"!GetAtt [Role, '']",
       "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the "
       "resource "
       "attribute"},
      {"!GetAtt [Role]",
       "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the "
       "resource "
       "attribute"},
      {"!GetAtt Only.Arn",
       "Template format error: Unresolved resource dependencies [Only] in the Resources block of the "
       "template"},
  });
}

constexpr char kSubForm[] =
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a "
    "string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in the string";
constexpr char kSubNames[] =
    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, "
    "underscores, "
    "periods, and colons";

TEST(Evaluate, Sub) {
  expect_rows({
      {"!Sub plain", R"("plain")"},
      {"!Sub ''", R"("")"},
      {"!Sub '${Env}'", R"("dev")"},
      {"!Sub 'a-${Env}-${AWS::Region}-b'", R"("a-dev-eu-central-1-b")"},
      {"!Sub '${Role}:${Role.Arn}'", R"("Role-id:Role.Arn")"},
      {"!Sub '${Count}'", R"("3")"},
      {"!Sub '${!Literal} ${Env}'", R"("${Literal} dev")"},
      {"!Sub '$ ${ $Env }'",
       "Template error: variable names in Fn::Sub syntax must contain only alphanumeric "
       "characters, underscores, periods, and colons"},
      {"!Sub '$Env $'", R"("$Env $")"},
      {"!Sub 'open ${Env'", R"("open ${Env")"},
      {"!Sub '$${Env}'", R"("$dev")"},
      {"!Sub ['${A}-${Env}', {A: x}]", R"("x-dev")"},
      {"!Sub ['${Env}', {Env: own}]", R"("own")"},
      {"!Sub ['${A}', {A: !Ref Role}]", R"("Role-id")"},
      {"!Sub ['${A}', {A: !Join ['', [p, !Ref Env]]}]", R"("pdev")"},
      {"!Sub ['${A}', {A: 3}]", R"("3")"},
      {"!Sub ['${A.B}', {A.B: x}]", R"("x")"},
      {"!Sub ['${A}', {A: [x]}]",
       "Template error: every value of the context object of every Fn::Sub object must be a string or a "
       "function that "
       "returns a string"},
      {"!Sub '${}'", kSubNames},
      {"!Sub '${a-b}'", kSubNames},
      {"!Sub '${ Env }'", kSubNames},
      {"!Sub '${Nope}'",
       "Template format error: Unresolved resource dependencies [Nope] in the Resources block of the "
       "template"},
      {"!Sub '${Nope.Arn}'",
       "Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn"},
      {"!Sub '${Role.Nope}'",
       "Template error: resource Role does not support attribute type Nope in Fn::GetAtt"},
      {"!Sub '${Subnets}'",
       "Template error: variable Subnets in Fn::Sub expression does not resolve to a string"},
      {"!Sub ['${A}']", kSubForm},
      {"!Sub ['${A}', a]", kSubForm},
      {"!Sub ['${A}', {A: b}, c]", kSubForm},
      {"!Sub {a: b}", kSubForm},
  });
}

constexpr char kJoinForm[] =
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
    "strings to "
    "be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.";
constexpr char kSplitForm[] =
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string "
    "to be "
    "split or a function that returns a string to be split.";
constexpr char kSelectForm[] =
    "Template error: Fn::Select requires a list argument with two elements: an integer index and a list";
constexpr char kSelectIndex[] =
    "Template error: Fn::Select requires a list argument with a valid index value as its first element";

TEST(Evaluate, JoinSplitSelect) {
  expect_rows({
      {"!Join [',', [a, b]]", R"("a,b")"},
      {"!Join ['', [a, b]]", R"("ab")"},
      {"!Join [',', []]", R"("")"},
      {"!Join [',', ['']]", R"("")"},
      {"!Join [',', [1, true, 1.5]]", R"("1,true,1.5")"},
      {"!Join ['|', !Ref Subnets]", R"("s-1|s-2|s-3")"},
      {"!Join [',', !GetAZs '']", R"("eu-central-1a,eu-central-1b")"},
      {"!Join [',', [a, !Ref AWS::NoValue, c]]", R"("a,c")"},
      {"!Join [',', [!Ref Env, !GetAtt Role.Arn]]", R"("dev,Role.Arn")"},
      {"!Join [!Ref Env, [a, b]]", R"("adevb")"},
      {"!Join [',', a]", kJoinForm},
      {"!Join [',']", kJoinForm},
      {"!Join a", kJoinForm},
      {"!Join [[a], [b]]", kJoinForm},
      {"!Join [',', [[a]]]", kJoinForm},
      {"!Join [',', !Ref Env]", kJoinForm},
      {"!Split [',', 'a,b,,c']", R"(["a","b","","c"])"},
      {"!Split [',', '']", R"([""])"},
      {"!Split ['::', 'a::b']", R"(["a","b"])"},
      {"!Split [',', !Join [',', !Ref Subnets]]", R"(["s-1","s-2","s-3"])"},
      {"!Split ['', a]", kSplitForm},
      {"!Split [',']", kSplitForm},
      {"!Split [',', [a]]", kSplitForm},
      {"!Select [1, [a, b, c]]", R"("b")"},
      {"!Select ['1', [a, b, c]]", R"("b")"},
      {"!Select [0, !Ref Subnets]", R"("s-1")"},
      {"!Select [1, !GetAZs {Ref: AWS::Region}]", R"("eu-central-1b")"},
      {"!Select [0, [!Ref AWS::NoValue, b]]", R"("b")"},
      {"!Select [2, !Split [',', 'a,b,c']]", R"("c")"},
      {"!Select [0, [{a: b}]]", R"({"a":"b"})"},
      {"!Select [!FindInMap [Regions, eu-central-1, Size], [a, b, c]]", R"("c")"},
      {"!Select [3, [a, b]]", "Template error: Fn::Select cannot select nonexistent value at index 3"},
      {"!Select [-1, [a, b]]", "Template error: Fn::Select cannot select nonexistent value at index -1"},
      {"!Select [x, [a, b]]", kSelectIndex},
      {"!Select [1.5, [a, b]]", kSelectIndex},
      {"!Select [0, a]", kSelectForm},
      {"!Select [0]", kSelectForm},
      {"!Select [0, !Ref Env]", kSelectForm},
  });
}

TEST(Evaluate, If) {
  expect_rows({
      {"!If [IsProd, a, b]", R"("b")"},
      {"!If [IsDev, a, b]", R"("a")"},
      {"!If [IsDev, [a, !Ref Env], b]", R"(["a","dev"])"},
      {"!If [IsDev, {a: !If [IsProd, x, y]}, b]", R"({"a":"y"})"},
      {"!If [IsProd, a, !Ref AWS::NoValue]", "(none)"},
      {"[a, !If [IsProd, b, !Ref AWS::NoValue]]", R"(["a"])"},
      {"!If [IsProd, !Ref Only, none]", R"("none")"},
      {"!If [IsProd, !GetAtt Only.Arn, none]", R"("none")"},
      {"!If [Nope, a, b]", "Template error: unresolved condition dependency Nope in Fn::If"},
      {"!If [IsDev, a]", "Template error: Fn::If requires a list argument with three elements"},
      {"!If IsDev", "Template error: Fn::If requires a list argument with three elements"},
      {"!If [[x], a, b]", "Template error: Fn::If requires the name of a condition as its first element"},
  });
}

TEST(Evaluate, FindInMap) {
  expect_rows({
      {"!FindInMap [Regions, eu-central-1, Ami]", R"("ami-eu")"},
      {"!FindInMap [Regions, !Ref AWS::Region, Ami]", R"("ami-eu")"},
      {"!FindInMap [Regions, !Ref AWS::Region, Size]", "2"},
      {"!FindInMap [Regions, us-east-1, Flag]", "false"},
      {"!FindInMap [Regions, us-east-1, Zones]", R"(["c"])"},
      {"!FindInMap [Regions, us-east-1, !Sub 'A${X}']",
       "Template format error: Unresolved resource dependencies [X] in the Resources block of the template"},
      {"!FindInMap [Regions, us-east-1, !Sub '${Env}']",
       "Template error: Unable to get mapping for Regions::us-east-1::dev"},
      {"!FindInMap [Regions, us-east-1, dev, {DefaultValue: !Ref Env}]", R"("dev")"},
      {"!FindInMap [Nope, us-east-1, dev, {DefaultValue: x}]", R"("x")"},
      {"!FindInMap [Regions, x, Ami]", "Template error: Unable to get mapping for Regions::x::Ami"},
      {"!FindInMap [Nope, x, Ami]",
       "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template."},
      {"!FindInMap [!Ref Env, x, Ami]",
       "Template error: Mapping named 'dev' is not present in the 'Mappings' section of template."},
      {"!FindInMap [Regions, x]",
       "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the "
       "attribute "
       "for return value"},
      {"!FindInMap [Regions, [x], y]",
       "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the "
       "attribute "
       "for return value"},
  });
}

TEST(Evaluate, Base64GetAZsImportValue) {
  expect_rows({
      {"!Base64 hello world", R"("aGVsbG8gd29ybGQ=")"},
      {"!Base64 ''", R"("")"},
      {"{'Fn::Base64': !Sub '${Env}-x'}", R"("ZGV2LXg=")"},
      {"!Base64 [a]", "Template error: every Fn::Base64 object must have a String-typed value."},
      {"{'Fn::Base64': !Ref Subnets}",
       "Template error: every Fn::Base64 object must have a String-typed value."},
      {"!GetAZs ''", R"(["eu-central-1a","eu-central-1b"])"},
      {"!GetAZs us-east-1", R"(["us-east-1a","us-east-1b"])"},
      {"{'Fn::GetAZs': !Ref AWS::Region}", R"(["eu-central-1a","eu-central-1b"])"},
      {"!GetAZs [a]", "Template error: every Fn::GetAZs object must have a String-typed value."},
      {"!ImportValue net-VpcId", R"("vpc-1")"},
      {"{'Fn::ImportValue': !Sub 'net-VpcId'}", R"("vpc-1")"},
      {"{'Fn::ImportValue': !Sub '${Env}-VpcId'}", "No export named dev-VpcId found"},
      {"{'Fn::ImportValue': !Ref Role}",
       "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, "
       "or "
       "Fn::GetAZs"},
      {"{'Fn::ImportValue': !Select [0, !GetAZs '']}",
       "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, "
       "or "
       "Fn::GetAZs"},
      {"{'Fn::GetStackOutput': {StackName: other, OutputName: !Ref Env, Region: us-east-1}}",
       R"("other.dev@us-east-1")"},
      {"!GetStackOutput {StackName: other, OutputName: Name}", R"("other.Name@")"},
      {"!GetStackOutput {StackName: other}",
       "Template error: every Fn::GetStackOutput object requires StackName and OutputName."},
      {"!GetStackOutput {StackName: o, OutputName: n, RoleArn: r}",
       "Template error: Fn::GetStackOutput with RoleArn is not supported by the sandbox"},
      {"!ImportValue [a]", "Template error: every Fn::ImportValue object must have a String-typed value."},
  });
}

TEST(Evaluate, Cidr) {
  expect_rows({
      {"!Cidr [192.168.0.0/24, 6, 5]",
       R"(["192.168.0.0/27","192.168.0.32/27","192.168.0.64/27","192.168.0.96/27","192.168.0.128/27","192.168.0.160/27"])"},
      {"!Cidr [10.0.7.9/16, '2', '8']", R"(["10.0.0.0/24","10.0.1.0/24"])"},
      {"!Cidr [10.0.0.0/16, 1, 16]", R"(["10.0.0.0/16"])"},
      {"!Cidr ['2600:1f18:abc:de00::/56', 2, 64]",
       R"(["2600:1f18:abc:de00::/64","2600:1f18:abc:de01::/64"])"},
      {"!Select [1, !Cidr [10.0.0.0/16, !Ref Count, 8]]", R"("10.0.1.0/24")"},
      {"!Cidr [0.0.0.0/0, 2, 31]", R"(["0.0.0.0/1","128.0.0.0/1"])"},
      {"!Cidr ['::/0', 1, 128]", R"(["::/0"])"},
      {"!Cidr [10.0.0.0/24, 9, 5]",
       "Template error: Fn::Cidr: 10.0.0.0/24 does not hold 9 networks of 5 bits"},
      {"!Cidr [10.0.0.0/16, 0, 8]",
       "Template error: Fn::Cidr: the number of CIDRs must be between 1 and 256"},
      {"!Cidr [10.0.0.0/16, 257, 8]",
       "Template error: Fn::Cidr: the number of CIDRs must be between 1 and 256"},
      {"!Cidr [10.0.0.0/16, 2, 17]", "Template error: Fn::Cidr: the subnet bits must be between 1 and 16"},
      {"!Cidr [10.0.0/16, 1, 8]", "Template error: Fn::Cidr: 10.0.0/16 is not a valid CIDR block"},
      {"!Cidr [10.0.0.0, 1, 8]", "Template error: Fn::Cidr: 10.0.0.0 is not a valid CIDR block"},
      {"!Cidr [10.0.0.0/16]",
       "Template error: every Fn::Cidr object requires three parameters, the IP block, the number of CIDRs "
       "and the "
       "subnet bits"},
  });
}

TEST(Evaluate, FunctionsOfLanguageExtensions) {
  expect_rows({
      {"!Length [a, b]", "2"},
      {"{'Fn::Length': !Ref Subnets}", "3"},
      {"!Length a", "Template error: every Fn::Length object must have a list as its value."},
      {"!ToJsonString {a: !Ref Env, b: [1, true]}", R"("{\"a\":\"dev\",\"b\":[1,true]}")"},
      {"!ToJsonString a",
       "Template error: every Fn::ToJsonString object must have a list or an object as its value."},
  });
}

TEST(Evaluate, WhatIsNotSupportedIsNamed) {
  expect_rows({
      {"!Transform {Name: AWS::Include}", "Template format error: Fn::Transform is not supported here"},
      {"!Equals [a, b]", "Template error: Fn::Equals is only allowed in Conditions and Rules"},
      {"!Contains [[a], b]", "Template error: Fn::Contains is only allowed in Rules"},
      {"{'Fn::If': [IsDev, a, b], Other: x}",
       "Template format error: Fn::If must be the only member of its object"},
  });
  EXPECT_EQ(evaluated("{'Fn::Foo': x}").substr(0, 94),
            "Template format error: Encountered unsupported function: Fn::Foo Supported functions are: [Ref");
}

TEST(Evaluate, WhatIsNotCreatedYetIsCarriedThroughFunctions) {
  const Row rows[] = {
      {"!Ref Role", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!GetAtt Role.Arn", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Sub 'x-${Role.Arn}/*'", R"("x-{{changeSet:KNOWN_AFTER_APPLY}}/*")"},
      {"!Join [',', [a, !Ref Role]]", R"("a,{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Join [',', !GetAtt Role.List]", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Select [5, !Split [':', !GetAtt Role.Arn]]", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Select [5, !GetAtt Role.List]", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Select [1, [!Ref Role, b]]", R"("b")"},
      {"{'Fn::Base64': !Sub '${Role}'}", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!Cidr [!GetAtt Role.Cidr, 2, 8]", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"{'Fn::Length': !GetAtt Role.List}", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!If [IsDev, !Ref Role, b]", R"("{{changeSet:KNOWN_AFTER_APPLY}}")"},
      {"!GetAtt Role.Nope",
       "Template error: resource Role does not support attribute type Nope in Fn::GetAtt"},
  };
  for (const Row& row : rows) EXPECT_EQ(evaluated(row.expression, false), row.expected) << row.expression;
}

TEST(Evaluate, ErrorsNameTheirPlace) {
  auto made = Evaluated::of(std::string(kHead) + "{Q: [a, !Select [7, [x]]]}\n");
  ASSERT_TRUE(made.has_value());
  const auto resource = evaluate_resource(made->scope(), *made->tmpl.find_resource("R"));
  ASSERT_TRUE(resource.has_error());
  EXPECT_EQ(describe(resource.error()),
            "Template error: Fn::Select cannot select nonexistent value at index 7 (line 21, column 18, "
            "/Resources/R/Properties/P/Q/1/Fn::Select)");
}

TEST(Evaluate, UnknownsAreFoundAnywhere) {
  const json::value with = {{"a", {1, {{"b", "x{{changeSet:KNOWN_AFTER_APPLY}}"}}}}};
  EXPECT_TRUE(has_unknown(with));
  EXPECT_FALSE(has_unknown(json::value{{"a", "b"}}));
}

TEST(Evaluate, CustomResourcesGetTheirScalarsAsTexts) {
  const json::value value = json::parse(R"({"a":true,"b":14,"c":[1.5,8.0,"x",{"d":false}]})");
  EXPECT_EQ(json::serialize(stringified(value)),
            R"({"a":"true","b":"14","c":["1.5","8.0","x",{"d":"false"}]})");
}

TEST(Evaluate, AllAttributesOfAResource) {
  auto made = Evaluated::of(R"(
Resources:
  A:
    Type: AWS::S3::Bucket
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Metadata: {Region: !Ref AWS::Region}
    CreationPolicy: {ResourceSignal: {Count: 2, Timeout: PT5M}}
    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 1}}
)");
  ASSERT_TRUE(made.has_value()) << made.error();
  const auto resource = evaluate_resource(made->scope(), made->tmpl.resources[0]);
  ASSERT_TRUE(resource.has_value());
  EXPECT_TRUE(resource->properties.empty());
  EXPECT_EQ(json::serialize(resource->metadata), R"({"Region":"eu-central-1"})");
  EXPECT_EQ(json::serialize(resource->creation_policy), R"({"ResourceSignal":{"Count":2,"Timeout":"PT5M"}})");
  EXPECT_EQ(resource->deletion_policy, DeletionPolicy::kRetainExceptOnCreate);
  EXPECT_EQ(resource->update_replace_policy, DeletionPolicy::kRetain);
}

const char kOutputsHead[] =
    "Conditions: {Never: !Equals [a, b]}\nResources: {A: {Type: AWS::S3::Bucket}, Only: {Type: T, Condition: "
    "Never}}\nOutputs:\n";

TEST(Outputs, AreEvaluatedWithTheirExports) {
  auto made = Evaluated::of(std::string(kOutputsHead) + R"(
  One: {Value: !Ref A, Description: first, Export: {Name: !Sub '${AWS::StackName}-One'}}
  Two: {Value: 3}
  Three: {Value: !GetAtt A.Arn, Condition: Never}
)");
  ASSERT_TRUE(made.has_value()) << made.error();
  const auto outputs = evaluate_outputs(made->scope());
  ASSERT_TRUE(outputs.has_value());
  ASSERT_EQ(outputs->size(), 2u);
  EXPECT_EQ((*outputs)[0].value, "A-id");
  EXPECT_EQ((*outputs)[0].description, "first");
  EXPECT_EQ((*outputs)[0].export_name, "demo-One");
  EXPECT_EQ((*outputs)[1].value, "3");
}

TEST(Outputs, ErrorsAreThoseOfAws) {
  const struct {
    const char* output;
    const char* message;
  } rows[] = {
      {"  O: {Value: [a]}",
       "Template format error: Output O is malformed. The Value field of every Outputs member must evaluate "
       "to a "
       "String."},
      {"  O: {Value: !Ref AWS::NoValue}",
       "Template format error: Output O is malformed. The Value field of every Outputs member must evaluate "
       "to a "
       "String."},
      {"  O: {Value: a, Export: {Name: 'a b'}}",
       "Template format error: Output O is malformed. The Name field of every Export member must be "
       "specified and "
       "consist only of alphanumeric characters, colons, or hyphens."},
      {"  O: {Value: a, Export: {Name: x}}\n  P: {Value: a, Export: {Name: x}}",
       "Template format error: Duplicate export name x"},
      {"  O: {Value: !GetAtt A.Nope}",
       "Template error: resource A does not support attribute type Nope in Fn::GetAtt"},
      {"  O: {Value: !If [Never, x, !Ref Only]}",
       "Template format error: Unresolved resource dependencies [Only] in the Outputs block of the template"},
      {"  O: {Value: !ImportValue nope}", "No export named nope found"},
  };
  for (const auto& row : rows) {
    auto made = Evaluated::of(std::string(kOutputsHead) + row.output + "\n");
    ASSERT_TRUE(made.has_value()) << row.output << made.error();
    const auto outputs = evaluate_outputs(made->scope());
    ASSERT_TRUE(outputs.has_error()) << row.output;
    EXPECT_EQ(outputs.error().message, row.message);
    EXPECT_GT(outputs.error().path.size(), 0u);
  }
}

TEST(Outputs, ImportsOfAStackAreListedOnce) {
  auto made = Evaluated::of(R"(
Conditions: {Never: !Equals [a, b]}
Resources:
  A: {Type: T::T::T, Properties: {P: !ImportValue net-VpcId, Q: !If [Never, !ImportValue other, x]}}
  B: {Type: T::T::T, Condition: Never, Properties: {P: !ImportValue third}}
Outputs:
  O: {Value: {Fn::ImportValue: !Sub net-VpcId}}
)");
  ASSERT_TRUE(made.has_value()) << made.error();
  const auto names = imported_names(made->scope());
  ASSERT_TRUE(names.has_value()) << names.error();
  EXPECT_EQ(*names, (std::vector<std::string>{"net-VpcId"}));
}

}  // namespace
}  // namespace eni::tmpl
