#include "template/template.h"

#include <gtest/gtest.h>

namespace eni::tmpl {
namespace {

const std::string kResource = "Resources:\n  B: {Type: AWS::S3::Bucket}\n";

TEST(Template, SectionsAreRead) {
  const auto tmpl = parse_template(R"(
AWSTemplateFormatVersion: 2010-09-09
Description: what it is
Metadata: {Any: [1]}
Parameters:
  P: {Type: String, Default: x, NoEcho: true, Description: d, AllowedValues: [x, 1, true]}
Mappings: {M: {a: {b: c}}}
Conditions:
  C: !Equals [!Ref P, x]
Resources:
  One:
    Type: AWS::S3::Bucket
    Condition: C
    DependsOn: Two
    DeletionPolicy: Retain
    Properties: {BucketName: !Ref P}
  Two: {Type: 'Custom::Thing_1@x-y', DependsOn: [Three]}
  Three: {Type: AWS::S3::Bucket}
Outputs:
  O: {Value: !Ref Two, Condition: C, Export: {Name: x}}
)");
  ASSERT_TRUE(tmpl.has_value()) << tmpl.error();
  EXPECT_EQ(tmpl->version, "2010-09-09");
  EXPECT_EQ(tmpl->description, "what it is");
  EXPECT_EQ(tmpl->parameters[0].allowed_values, (std::vector<std::string>{"x", "1", "true"}));
  EXPECT_TRUE(tmpl->parameters[0].no_echo);
  EXPECT_EQ(tmpl->resources[0].depends_on, (std::vector<std::string>{"Two"}));
  EXPECT_EQ(tmpl->resources[0].deletion_policy, DeletionPolicy::kRetain);
  EXPECT_EQ(tmpl->resources[0].condition, "C");
  EXPECT_EQ(tmpl->resources[0].position, (Position{11, 3}));
  EXPECT_EQ(tmpl->outputs[0].condition, "C");
  EXPECT_NE(tmpl->find_parameter("P"), nullptr);
  EXPECT_NE(tmpl->find_condition("C"), nullptr);
  EXPECT_EQ(tmpl->find_resource("Four"), nullptr);
}

TEST(Template, NodesLiveAsLongAsAnyCopy) {
  Template copy;
  {
    auto parsed = parse_template(kResource + "    \n");
    ASSERT_TRUE(parsed.has_value());
    copy = *parsed;
  }
  EXPECT_EQ(copy.resources[0].node->find("Type")->text, "AWS::S3::Bucket");
}

struct Row {
  std::string text;
  const char* message;
  Position position;
};

void expect_errors(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto tmpl = parse_template(row.text);
    ASSERT_TRUE(tmpl.has_error()) << row.text;
    EXPECT_EQ(tmpl.error().message, row.message) << row.text;
    EXPECT_EQ(tmpl.error().position, row.position) << row.text << describe(tmpl.error());
  }
}

TEST(Template, ErrorsOfStructure) {
  expect_errors({
      {"A: b\n" + kResource, "Invalid template property or properties [A]", {1, 1}},
      {"Hooks: {a: b}\n" + kResource, "Template format error: the section Hooks is not supported", {1, 1}},
      {"Description: x\n", "Template format error: At least one Resources member must be defined.", {1, 1}},
      {"Resources: {}\n", "Template format error: At least one Resources member must be defined.", {1, 12}},
      {"Resources: []\n", "Template format error: Resources must be an object.", {1, 12}},
      {"Resources: {A: b}\n",
       "Template format error: [/Resources/A] resource definition is malformed",
       {1, 13}},
      {"Resources: {'Fn::ForEach::L': [X, [a], {'R${X}': {Type: T}}]}\n",
       "Template format error: [/Resources/Fn::ForEach::L] resource definition is malformed",
       {1, 13}},
      {"AWSTemplateFormatVersion: 2012-10-17\n" + kResource,
       "Template format error: unsupported value for AWSTemplateFormatVersion. No such version.",
       {1, 27}},
      {"Description: [a]\n" + kResource, "Template format error: 'Description' must be a string.", {1, 14}},
      {"Description: " + std::string(1025, 'x') + "\n" + kResource,
       "Template format error: 'Description' length is greater than 1024.",
       {1, 14}},
      {"Metadata: x\n" + kResource, "Template format error: Metadata must be an object.", {1, 11}},
      {"Transform: AWS::Serverless\n" + kResource, "No transform named AWS::Serverless found.", {1, 12}},
      {"Transform: [AWS::LanguageExtensions, Mine]\n" + kResource, "No transform named Mine found.", {1, 38}},
      {"Transform: {Name: AWS::Include}\n" + kResource, "No transform named AWS::Include found.", {1, 19}},
      {"Parameters: {B: {Type: String}}\n" + kResource,
       "Template error: all resources and parameters must have unique names. Common name(s):[B]",
       {3, 3}},
  });
}

TEST(Template, ErrorsOfResources) {
  const auto resource = [](const std::string& body) { return "Resources:\n  A: {" + body + "}\n"; };
  expect_errors({
      {resource("Properties: {a: b}"),
       "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
       {2, 3}},
      {resource("Type: [a]"),
       "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
       {2, 3}},
      {resource("Type: T, Foo: b"), "Invalid template resource property 'Foo'", {2, 16}},
      {resource("Type: T, Properties: [a]"),
       "Template format error: [/Resources/A/Properties] Every Properties member must be an object.",
       {2, 28}},
      {resource("Type: T, DependsOn: {a: b}"),
       "Template format error: DependsOn must be a string or list of strings.",
       {2, 27}},
      {resource("Type: T, DependsOn: [[a]]"),
       "Template format error: Every DependsOn value must be a string.",
       {2, 28}},
      {resource("Type: T, DependsOn: [!Ref A]"),
       "Template format error: Every DependsOn value must be a string.",
       {2, 28}},
      {resource("Type: T, DeletionPolicy: Keep"),
       "Template format error: Unrecognized DeletionPolicy Keep for resource A",
       {2, 32}},
      {resource("Type: T, UpdateReplacePolicy: RetainExceptOnCreate"),
       "Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource A",
       {2, 37}},
      {resource("Type: T, Condition: [a]"),
       "Template format error: Every Condition member must be a string.",
       {2, 27}},
      {resource("Type: 'Custom::a b'"),
       "Template format error: Invalid custom resource type name Custom::a b: at most 60 alphanumeric "
       "characters and "
       "_@-",
       {2, 13}},
      {resource("Type: Custom::" + std::string(53, 'x')),
       "Template format error: Invalid custom resource type name "
       "Custom::xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: at most 60 alphanumeric characters "
       "and _@-",
       {2, 13}},
      {"Resources:\n  my-bucket: {Type: T}\n",
       "Template format error: Resource name my-bucket is non alphanumeric.",
       {2, 3}},
  });
}

TEST(Template, ErrorsOfParameterDeclarations) {
  const auto parameter = [](const std::string& body) {
    return "Parameters:\n  P: {" + body + "}\n" + kResource;
  };
  expect_errors({
      {parameter("Default: x"),
       "Template format error: Every Parameters object must contain a Type member.",
       {2, 3}},
      {parameter("Type: Strin"), "Template format error: Unrecognized parameter type: Strin", {2, 13}},
      {parameter("Type: List<Strin>"),
       "Template format error: Unrecognized parameter type: List<Strin>",
       {2, 13}},
      {parameter("Type: AWS::SSM::Parameter::Value<Number>"),
       "Template format error: Unrecognized parameter type: AWS::SSM::Parameter::Value<Number>",
       {2, 13}},
      {parameter("Type: String, Default: 'a{{resolve:ssm:/x}}'"),
       "Template error: parameter P should not contain ssm versionless resolver",
       {2, 3}},
      {parameter("Type: String, Foo: x"), "Invalid template parameter property 'Foo'", {2, 21}},
      {parameter("Type: String, Default: [a]"),
       "Template format error: Every Default member must be a string.",
       {2, 30}},
      {parameter("Type: String, Default: !Ref B"),
       "Template format error: Every Default member must be a string.",
       {2, 30}},
      {parameter("Type: String, AllowedValues: a"),
       "Template format error: Every AllowedValues member must be a list.",
       {2, 36}},
      {parameter("Type: String, AllowedValues: [[a]]"),
       "Template format error: Every AllowedValues value must be a string.",
       {2, 37}},
      {parameter("Type: String, MinLength: x"),
       "Template format error: Parameter 'P' MinLength must be a number",
       {2, 3}},
      {parameter("Type: String, MinLength: -1"),
       "Template format error: Parameter 'P' MinLength must be a number of characters",
       {2, 3}},
      {parameter("Type: String, MinLength: 3, MaxLength: 2"),
       "Template error: Parameter 'P' MinLength must be less than MaxLength.",
       {2, 3}},
      {parameter("Type: Number, MinValue: 3, MaxValue: 2"),
       "Template error: Parameter 'P' MinValue must be less than MaxValue.",
       {2, 3}},
      {parameter("Type: Number, MinLength: 3"),
       "Template error: Parameter 'P' MinLength must be on a parameter of type String",
       {2, 3}},
      {parameter("Type: String, MaxValue: 3"),
       "Template error: Parameter 'P' MaxValue must be on a parameter of type Number",
       {2, 3}},
      {"Parameters:\n  my_p: {Type: String}\n" + kResource,
       "Template format error: Parameter name my_p is non alphanumeric.",
       {2, 3}},
      {"Parameters: {P: x}\n" + kResource,
       "Template format error: Any Parameters member must be an object.",
       {1, 14}},
  });
}

TEST(Template, ErrorsOfOtherSections) {
  expect_errors({
      {"Mappings: {M: x}\n" + kResource,
       "Template format error: Any Mappings member must be an object.",
       {1, 12}},
      {"Mappings: {M: {a: b}}\n" + kResource,
       "Template format error: Every Mappings object member must contain a String key and an object value.",
       {1, 16}},
      {"Mappings: {M: {a: {b: {c: d}}}}\n" + kResource,
       "Template format error: Every Mappings attribute must be a String or a List.",
       {1, 23}},
      {"Mappings: {M: {a: {b: !Ref B}}}\n" + kResource,
       "Template format error: Every Mappings attribute must be a String or a List.",
       {1, 23}},
      {"Mappings: {M: {a-b: {c_d: e}}}\n" + kResource,
       "Template format error: Mappings attribute name 'c_d' must contain only alphanumeric characters.",
       {1, 22}},
      {"Mappings: {m-m: {a: {b: c}}}\n" + kResource,
       "Template format error: Mappings name 'm-m' is non alphanumeric.",
       {1, 12}},
      {"Conditions: [a]\n" + kResource, "Template format error: Conditions must be an object.", {1, 13}},
      {"Conditions: {C: yes}\n" + kResource,
       "Template format error: Conditions can only be boolean operations on parameters and other conditions",
       {1, 17}},
      {kResource + "Outputs: {O: {Description: x}}\n",
       "Template format error: [/Outputs/O] Every Outputs member must contain a Value object",
       {3, 11}},
      {kResource + "Outputs: {O: {Value: x, Foo: y}}\n", "Invalid template output property 'Foo'", {3, 25}},
      {kResource + "Outputs: {o-o: {Value: x}}\n",
       "Template format error: Outputs name 'o-o' is non alphanumeric.",
       {3, 11}},
      {kResource + "Outputs: {O: {Value: x, Export: y}}\n",
       "Template format error: Output O is malformed. The Name field of every Export member must be "
       "specified and "
       "consist only of alphanumeric characters, colons, or hyphens.",
       {3, 11}},
      {kResource + "Outputs: {O: {Value: x, Export: {Name: !Ref B}}}\n",
       "Template format error: Output O is malformed. The Name field of Export must not depend on any "
       "resources, imported values, or Fn::GetAZs",
       {3, 40}},
      {kResource + "Outputs: {O: {Value: x, Export: {Name: !ImportValue n}}}\n",
       "Template format error: Output O is malformed. The Name field of Export must not depend on any "
       "resources, imported values, or Fn::GetAZs",
       {3, 40}},
      {kResource + "Outputs: {O: {Value: x, Export: {Name: !Select [0, !GetAZs '']}}}\n",
       "Template format error: Output O is malformed. The Name field of Export must not depend on any "
       "resources, imported values, or Fn::GetAZs",
       {3, 40}},
      {"Rules: {R: {Foo: x}}\n" + kResource, "Invalid template rule property 'Foo'", {1, 13}},
      {"Rules: {R: {RuleCondition: x}}\n" + kResource,
       "Template format error: Every Rules object must contain a list of Assertions.",
       {1, 9}},
      {"Rules: {R: {Assertions: [{a: b}]}}\n" + kResource,
       "Template format error: Every Assertions member must contain an Assert member.",
       {1, 26}},
  });
}

TEST(Template, ErrorsOfReferences) {
  const auto property = [](const std::string& value) {
    return "Resources:\n  A:\n    Type: T\n    Properties:\n      P: " + value + "\n";
  };
  expect_errors({
      {property("!Ref Nope"),
       "Template format error: Unresolved resource dependencies [Nope] in the Resources block of the "
       "template",
       {5, 10}},
      {property("[!Ref X, !Ref Y, !Ref X]"),
       "Template format error: Unresolved resource dependencies [X, Y] in the Resources block of the "
       "template",
       {5, 11}},
      {property("!GetAtt Nope.Arn"),
       "Template error: instance of Fn::GetAtt references undefined resource Nope",
       {5, 10}},
      {property("!If [Nope, a, b]"),
       "Template error: unresolved condition dependency Nope in Fn::If",
       {5, 15}},
      {property("!FindInMap [Nope, a, b]"),
       "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template.",
       {5, 22}},
      {property("!Length [a]"),
       "Template format error: Fn::Length needs the transform AWS::LanguageExtensions",
       {5, 10}},
      {"Resources:\n  A: {Type: T, DependsOn: Nope}\n",
       "Template format error: Unresolved resource dependencies [Nope] in the Resources block of the "
       "template",
       {2, 27}},
      {"Resources:\n  A: {Type: T, Condition: Nope}\n",
       "Template format error: Unresolved condition dependency Nope in the Resources block of the template",
       {2, 3}},
      {kResource + "Outputs: {O: {Value: x, Condition: Nope}}\n",
       "Template format error: Unresolved condition dependency Nope in the Outputs block of the template",
       {3, 11}},
      {kResource + "Outputs: {O: {Value: !Ref Nope}}\n",
       "Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template",
       {3, 22}},
      {kResource + "Outputs: {O: {Value: !GetAtt Nope.Arn}}\n",
       "Template error: instance of Fn::GetAtt references undefined resource Nope",
       {3, 22}},
      {"Conditions: {C: !Equals [!Ref B, x]}\n" + kResource,
       "Template format error: Unresolved dependencies [B]. Cannot reference resources in the Conditions "
       "block of the "
       "template",
       {1, 26}},
      {"Conditions: {C: !Equals [!GetAtt B.Arn, x]}\n" + kResource,
       "Template format error: Unresolved dependencies [B]. Cannot reference resources in the Conditions "
       "block of the "
       "template",
       {1, 26}},
      {"Conditions: {C: !Not [!Condition Nope]}\n" + kResource,
       "Template error: unresolved condition dependency Nope in Condition",
       {1, 23}},
      {"Conditions: {C: !Equals [!ImportValue x, y]}\n" + kResource,
       "Template error: Cannot use Fn::ImportValue in Conditions.",
       {1, 26}},
      {"Conditions: {C: !Equals [a]}\n" + kResource,
       "Template error: Fn::Equals requires a list argument with two elements",
       {1, 17}},
      {"Conditions: {C: !And [!Equals [a, a]]}\n" + kResource,
       "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean "
       "parameters.",
       {1, 17}},
      {"Conditions: {C: !Or [a, b]}\n" + kResource,
       "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
       {1, 22}},
      {"Conditions: {C: !Not [!Equals [a, a], !Equals [a, a]]}\n" + kResource,
       "Template error: Fn::Not requires a list argument with one element",
       {1, 17}},
      {"Conditions: {C: !Not [true]}\n" + kResource,
       "Template error: Fn::Not requires a list argument with one function token",
       {1, 23}},
      {"Conditions: {C: !Contains [[a], a]}\n" + kResource,
       "Template error: Fn::Contains is only allowed in Rules",
       {1, 17}},
      {"Resources:\n  A: {Type: T, DependsOn: B}\n  B: {Type: T, DependsOn: A}\n",
       "Circular dependency between resources: [A, B]",
       {2, 3}},
  });
}

TEST(Template, NumbersOfMembersAreLimited) {
  const auto many = [](const std::string& section, int count, const std::string& body) {
    std::string text = section + ":\n";
    for (int i = 0; i < count; ++i) text += "  N" + std::to_string(i) + ": " + body + "\n";
    return text;
  };
  EXPECT_TRUE(parse_template(many("Resources", 500, "{Type: T}")).has_value());
  EXPECT_EQ(parse_template(many("Resources", 501, "{Type: T}")).error().message,
            "Template format error: Number of resources, 501, is greater than maximum allowed, 500");
  EXPECT_EQ(parse_template(many("Parameters", 201, "{Type: String}") + kResource).error().message,
            "Template format error: Number of parameters, 201, is greater than maximum allowed, 200");
  EXPECT_EQ(parse_template(many("Outputs", 201, "{Value: x}") + kResource).error().message,
            "Template format error: Number of outputs, 201, is greater than maximum allowed, 200");
}

TEST(Template, AllDocumentedParameterTypesAreKnown) {
  for (const char* type :
       {"String", "Number", "List<Number>", "List<String>", "CommaDelimitedList", "AWS::EC2::VPC::Id",
        "AWS::EC2::KeyPair::KeyName", "AWS::EC2::AvailabilityZone::Name", "List<AWS::EC2::Subnet::Id>",
        "List<AWS::Route53::HostedZone::Id>", "AWS::SSM::Parameter::Name",
        "AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Value<List<String>>",
        "AWS::SSM::Parameter::Value<CommaDelimitedList>", "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        "AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>"})
    EXPECT_TRUE(
        parse_template("Parameters: {P: {Type: '" + std::string(type) + "'}}\n" + kResource).has_value())
        << type;
}

}  // namespace
}  // namespace eni::tmpl
