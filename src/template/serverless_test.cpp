#include "template/serverless.h"

#include <gtest/gtest.h>

#include "template/template.h"

namespace eni::tmpl {
namespace {

const std::string kHead = "Transform: AWS::Serverless-2016-10-31\n";

json::object resources_of(const std::string& text) {
  const auto parsed = parse_template(kHead + text);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  if (!parsed) return {};
  return to_json(*parsed->document.root).as_object().at("Resources").as_object();
}

json::value json_of(const char* text) { return *parse_json(text); }

std::string error_of(const std::string& text) {
  const auto parsed = parse_template(kHead + text);
  return parsed ? "" : parsed.error().message;
}

TEST(Serverless, AFunctionIsOneOfLambdaWithItsRole) {
  const json::object resources = resources_of(R"(
Globals:
  Function:
    Runtime: python3.12
    Timeout: 10
    Tags: {g: '1'}
    Environment: {Variables: {A: '1', B: '1'}}
    Layers: [l1]
Conditions: {C: !Equals [a, a]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Metadata: {a: 1}
    Properties:
      Handler: i.h
      CodeUri: s3://b/k/x.zip?versionId=3
      Layers: [l2]
      Environment: {Variables: {B: '2'}}
      Tags: {u: '2'}
      Tracing: Active
      RolePath: /p/
      Policies: [AmazonS3ReadOnlyAccess, arn:aws:iam::aws:policy/X, Statement: [{Effect: Allow, Action: '*', Resource: '*'}]]
)");
  EXPECT_EQ(json::value(resources.at("F")), json_of(R"({
    "Type": "AWS::Lambda::Function", "Condition": "C", "Metadata": {"a": 1}, "Properties": {
      "Code": {"S3Bucket": "b", "S3Key": "k/x.zip", "S3ObjectVersion": "3"}, "Handler": "i.h", "Runtime": "python3.12",
      "Timeout": 10, "Environment": {"Variables": {"A": "1", "B": "2"}}, "Layers": ["l1", "l2"],
      "TracingConfig": {"Mode": "Active"}, "Role": {"Fn::GetAtt": ["FRole", "Arn"]},
      "Tags": [{"Key": "lambda:createdBy", "Value": "SAM"}, {"Key": "g", "Value": "1"}, {"Key": "u", "Value": "2"}]}})"));
  EXPECT_EQ(json::value(resources.at("FRole")), json_of(R"({
    "Type": "AWS::IAM::Role", "Condition": "C", "Properties": {
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow",
                                   "Principal": {"Service": ["lambda.amazonaws.com"]}}]},
      "ManagedPolicyArns": [
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSXrayWriteOnlyAccess"},
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonS3ReadOnlyAccess"}, "arn:aws:iam::aws:policy/X"],
      "Path": "/p/",
      "Policies": [{"PolicyName": "FRolePolicy2", "PolicyDocument": {"Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"}]}}],
      "Tags": [{"Key": "lambda:createdBy", "Value": "SAM"}, {"Key": "g", "Value": "1"}, {"Key": "u", "Value": "2"}]}})"));
}

TEST(Serverless, AFunctionMayBringItsRoleAndItsText) {
  const json::object resources = resources_of(R"(
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: i.h, Runtime: python3.12, InlineCode: x, Role: arn:r}
)");
  EXPECT_EQ(resources.size(), 1U);
  EXPECT_EQ(resources.at("F").at("Properties").at("Code"), json_of(R"({"ZipFile": "x"})"));
  EXPECT_EQ(resources.at("F").at("Properties").at("Role"), json::value("arn:r"));
}

TEST(Serverless, EventInvokeConfigIsAResourceOfItsOwn) {
  const json::object resources = resources_of(R"(
Conditions: {C: !Equals [a, a]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      {Handler: i.h, Runtime: python3.12, InlineCode: x, Role: arn:r, EventInvokeConfig: {MaximumRetryAttempts: 1}}
)");
  EXPECT_FALSE(resources.at("F").at("Properties").as_object().contains("EventInvokeConfig"));
  EXPECT_EQ(json::value(resources.at("FEventInvokeConfig")), json_of(R"({
    "Type": "AWS::Lambda::EventInvokeConfig", "Condition": "C",
    "Properties": {"MaximumRetryAttempts": 1, "FunctionName": {"Ref": "F"}, "Qualifier": "$LATEST"}})"));
}

TEST(Serverless, AnApplicationIsANestedStack) {
  const json::object resources = resources_of(R"(
Resources:
  A:
    Type: AWS::Serverless::Application
    DependsOn: B
    Properties: {Location: ./child.yml, Parameters: {p: !Ref B}, Tags: {t: '1'}, TimeoutInMinutes: 5}
  B: {Type: AWS::S3::Bucket}
)");
  EXPECT_EQ(json::value(resources.at("A")), json_of(R"({
    "Type": "AWS::CloudFormation::Stack", "DependsOn": "B", "Properties": {
      "TemplateURL": "./child.yml", "Parameters": {"p": {"Ref": "B"}}, "TimeoutInMinutes": 5,
      "Tags": [{"Key": "lambda:createdBy", "Value": "SAM"}, {"Key": "t", "Value": "1"}]}})"));
}

TEST(Serverless, WhatItLacksOrRefusesIsNamed) {
  const std::string prefix =
      "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification "
      "document. Number of "
      "errors found: ";
  const auto function = [](const std::string& properties) {
    return "Resources: {A: {Type: AWS::Serverless::Function, Properties: {" + properties + "}}}";
  };
  const std::pair<std::string, std::string> cases[] = {
      {"Resources: {A: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: x}}}}",
       "1. Resource with id [A] is invalid. Resource is missing the required [SemanticVersion] property."},
      {"Resources: {A: {Type: AWS::Serverless::Application}}",
       "1. Resource with id [A] is invalid. Resource is missing the required [Location] property."},
      {function("InlineCode: x"),
       "1. Resource with id [A] is invalid. Runtime and Handler needs to be present when PackageType is of "
       "type `Zip`"},
      {function("Handler: h, Runtime: r, CodeUri: ./x"),
       "1. Resource with id [A] is invalid. 'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' "
       "with optional "
       "versionId query parameter."},
      {function("Handler: h, Runtime: r, InlineCode: x, EventInvokeConfig: {DestinationConfig: {}}"),
       "1. Resource with id [A] is invalid. property DestinationConfig of resource of type "
       "AWS::Serverless::Function EventInvokeConfig is not supported by the sandbox"},
      {function("Handler: h, Runtime: r, InlineCode: x, Events: {E: {Type: Api}}"),
       "1. Resource with id [A] is invalid. property Events of resource of type AWS::Serverless::Function is "
       "not supported by "
       "the sandbox"},
      {function("Handler: h, Runtime: r, InlineCode: x, Policies: [{S3ReadPolicy: {BucketName: b}}]"),
       "1. Resource with id [A] is invalid. The policy template S3ReadPolicy is not supported by the "
       "sandbox."},
      {"Resources: {A: {Type: AWS::Serverless::Api}, B: {Type: AWS::Serverless::Application}}",
       "2. Resource with id [A] is invalid. The type AWS::Serverless::Api is not supported by the sandbox. "
       "Resource with id [B] "
       "is invalid. Resource is missing the required [Location] property."},
      {"Globals: {Api: {}}\nResources: {B: {Type: AWS::S3::Bucket}}",
       "1. 'Globals' section is invalid. 'Api' is not supported by the sandbox"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(error_of(text), prefix + message) << text;
}

}  // namespace
}  // namespace eni::tmpl
