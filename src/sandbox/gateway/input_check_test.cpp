#include "sandbox/gateway/input_check.h"

#include <gmock/gmock.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/gateway/violations.h"

namespace eni::sandbox {
namespace {

ApiResult<Reply> nothing(Call&) { return Reply{}; }

ApiResult<Reply> read_filter(Call& call) {
  ENI_CHECK(call.params.objects("Filter"));
  return Reply{};
}

const Operation kIamRows[] = {
    {"TagRole", any_resource, nothing, "RoleName Tags"},
    {"CreateRole", any_resource, nothing, "RoleName AssumeRolePolicyDocument Path"}};
const Service kIam{.name = "iam",
                   .title = "IAM",
                   .protocol = Protocol::kQuery,
                   .version = "2010-05-08",
                   .xml_namespace = {},
                   .target_prefix = {},
                   .operations = kIamRows,
                   .constraint_code = "ValidationError"};

const Operation kEc2Rows[] = {
    {"CreateVpc", any_resource, nothing, "CidrBlock"},
    {"DescribeVpcs", any_resource, nothing, "Filter MaxResults"},
    {"DescribeSubnets", any_resource, read_filter, "MaxResults"},
    {"DescribeVolumes", any_resource, read_filter, "Filter"},
    {"ModifyNetworkInterfaceAttribute", any_resource, nothing, "NetworkInterfaceId"},
    {"RunInstances",
     any_resource,
     nothing,
     "ImageId MinCount MaxCount NetworkInterface{DeviceIndex SubnetId}",
     {.ignores = "Monitoring"}}};
const Service kEc2{.name = "ec2",
                   .title = "EC2",
                   .protocol = Protocol::kEc2,
                   .version = "2016-11-15",
                   .xml_namespace = {},
                   .target_prefix = {},
                   .operations = kEc2Rows,
                   .unsupported_code = "UnsupportedOperation",
                   .read_by_all = "DryRun"};

const Operation kEcsRows[] = {{"CreateCluster", any_resource, nothing, "clusterName tags"}};
const Service kEcs{.name = "ecs",
                   .title = "ECS",
                   .protocol = Protocol::kJson11,
                   .version = {},
                   .xml_namespace = {},
                   .target_prefix = "E",
                   .operations = kEcsRows,
                   .unsupported_code = "InvalidParameterException"};

const Operation kLambdaRows[] = {{"ListFunctions", any_resource, nothing, "MaxItems"},
                                 {"Invoke", any_resource, nothing, "FunctionName X-Amz-Invocation-Type"}};
const Service kLambda{.name = "lambda",
                      .title = "Lambda",
                      .protocol = Protocol::kRestJson,
                      .version = {},
                      .xml_namespace = {},
                      .target_prefix = {},
                      .operations = kLambdaRows,
                      .constraint_code = "ValidationException",
                      .unsupported_code = "InvalidParameterValueException"};

const Operation kS3Rows[] = {
    {"PutBucketTagging", any_resource, nothing, "Bucket Tagging"},
    {"PutBucketEncryption", any_resource, nothing,
     "Bucket ServerSideEncryptionConfiguration{Rules{ApplyServerSideEncryptionByDefault{SSEAlgorithm}}}"}};
const Service kS3{.name = "s3",
                  .title = "S3",
                  .protocol = Protocol::kRestXml,
                  .version = {},
                  .xml_namespace = {},
                  .target_prefix = {},
                  .operations = kS3Rows,
                  .unsupported_code = "NotImplemented"};

const Service* const kServices[] = {&kIam, &kEc2, &kEcs, &kLambda, &kS3};

struct Row {
  std::string_view service;
  std::string_view operation;
  std::string_view input;
  std::string_view error;  ///< "CODE message"; "" if there is none
};

TEST(InputCheck, RefusesInTheServicesWords) {
  const Row rows[] = {
      {"iam", "TagRole", R"({"RoleName":"r","Tags":[{"Key":"a","Value":"b"}]})", ""},
      {"iam", "TagRole", R"({"RoleName":"r","Tags":[{"Key":"a"}]})",
       "ValidationError 1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy "
       "constraint: "
       "Member must not be null"},
      {"iam", "CreateRole", R"({"RoleName":"a b"})",
       "ValidationError 2 validation errors detected: Value null at 'assumeRolePolicyDocument' failed to "
       "satisfy "
       "constraint: Member must not be null; Value 'a b' at 'roleName' failed to satisfy constraint: Member "
       "must satisfy "
       "regular expression pattern: [\\w+=,.@-]+"},
      {"iam", "CreateRole", R"({"RoleName":"r","AssumeRolePolicyDocument":"{}","MaxSessionDuration":"3600"})",
       "ValidationError the sandbox does not support the parameter MaxSessionDuration of CreateRole"},
      // What asks for nothing is no request; what AWS does not have is AWS's affair.
      {"iam", "CreateRole", R"({"RoleName":"r","AssumeRolePolicyDocument":"{}","Description":""})", ""},
      {"iam", "CreateRole", R"({"RoleName":"r","AssumeRolePolicyDocument":"{}","Colour":"red"})", ""},
      {"iam", "CreateRole", R"({"RoleName":["r"],"AssumeRolePolicyDocument":"{}"})",
       "MalformedInput Start of list found where not expected"},
      {"ec2", "CreateVpc", R"({"CidrBlock":"10.0.0.0/16","DryRun":"true"})", ""},
      {"iam", "TagRole", R"({"RoleName":"r","Tags":[null]})",
       "ValidationError 1 validation error detected: Value null at 'tags.1.member' failed to satisfy "
       "constraint: Member "
       "must not be null"},
      {"ec2", "CreateVpc", R"({"CidrBlock":"10.0.0.0/16","AmazonProvidedIpv6CidrBlock":"False"})", ""},
      {"ec2", "CreateVpc", R"({"CidrBlock":"10.0.0.0/16","InstanceTenancy":"dedicated"})",
       "UnsupportedOperation the sandbox does not support the parameter InstanceTenancy of CreateVpc"},
      {"ec2", "CreateVpc", R"({"CidrBlock":"10.0.0.0/16","Colour":"red"})",
       "UnknownParameter The parameter Colour is not recognized"},
      {"ec2", "RunInstances", R"({"Monitoring":{"Enabled":"true"},"NetworkInterface":[{"DeviceIndex":"0"}]})",
       ""},
      {"ec2", "RunInstances", R"({"NetworkInterface":[{"DeviceIndex":"0"},{"InterfaceType":"efa"}]})",
       "UnsupportedOperation the sandbox does not support the parameter NetworkInterface.InterfaceType of "
       "RunInstances"},
      {"ec2", "RunInstances", R"({"NetworkInterface":[{"DeviceIndex":"0","Colour":"red"}]})",
       "UnknownParameter The parameter NetworkInterface.1.Colour is not recognized"},
      // False is a request where it may take something away.
      {"ec2", "ModifyNetworkInterfaceAttribute",
       R"({"NetworkInterfaceId":"eni-1","AssociatePublicIpAddress":"false"})",
       "UnsupportedOperation the sandbox does not support the parameter AssociatePublicIpAddress of "
       "ModifyNetworkInterfaceAttribute"},
      {"ec2", "ModifyNetworkInterfaceAttribute", R"({"NetworkInterfaceId":"eni-1","EnaSrdSpecification":""})",
       ""},
      {"ec2", "DescribeVpcs", R"({"MaxResults":"5","Filter":[{"Name":"a","Value":["b"]}]})", ""},
      {"ec2", "DescribeVpcs", R"({"MaxResults":"five"})",
       "InvalidParameterValue Value (five) for parameter MaxResults is invalid. The value must be an "
       "integer"},
      {"ec2", "DescribeVpcs", R"({"DryRun":"yes"})",
       "InvalidParameterValue Value (yes) for parameter DryRun is invalid. The value must be 'true' or "
       "'false'"},
      {"ec2", "DescribeVpcs", R"({"Filter":"a"})",
       "InvalidParameterValue Value (a) for parameter Filter is invalid. A list is expected"},
      {"ec2", "DescribeVpcs", R"({"Filter":[{"Name":"a"},"b"]})",
       "InvalidParameterValue Value (b) for parameter Filter.2 is invalid. A structure is expected"},
      {"ec2", "DescribeVpcs", R"({"MaxResults":[{"A":"5"}]})",
       "UnknownParameter The parameter MaxResults.1.A is not recognized"},
      {"ecs", "CreateCluster", R"({"clusterName":"c","settings":[]})", ""},
      {"ecs", "CreateCluster", R"({"clusterName":"c","settings":[{"name":"containerInsights"}]})",
       "InvalidParameterException the sandbox does not support the parameter settings of CreateCluster"},
      {"ecs", "CreateCluster", R"({"clusterName":1})",
       "SerializationException NUMBER_VALUE can not be converted to a String"},
      {"ecs", "CreateCluster", R"({"clusterName":"c","tags":"a"})",
       "SerializationException Unexpected field type"},
      {"lambda", "ListFunctions", R"({"MaxItems":"10"})", ""},
      {"lambda", "ListFunctions", R"({"MaxItems":"0"})",
       "ValidationException 1 validation error detected: Value '0' at 'maxItems' failed to satisfy "
       "constraint: Member must "
       "have value greater than or equal to 1"},
      {"lambda", "ListFunctions", R"({"MaxItems":"10","Marker":"x"})",
       "InvalidParameterValueException the sandbox does not support the parameter Marker of ListFunctions"},
  };
  TestSandbox sandbox{kServices};
  for (const Row& row : rows) {
    const auto input = parse_json(row.input);
    const auto reply = sandbox.call(row.service, row.operation, input->get_object());
    EXPECT_EQ(reply.has_error() ? reply.error().code + " " + reply.error().message : "", row.error)
        << row.input;
  }
}

TEST(InputCheck, RefusesWhatIsUnsupportedOnlyToWhoMayCall) {
  Principal nobody = Principal::root(aws::AccountId{"000000000000"});
  nobody.type = PrincipalType::kUser;
  nobody.arn = nobody.identity_arn = "arn:aws:iam::000000000000:user/nobody";
  TestSandbox sandbox{kServices};
  const auto code = [&](std::string_view operation, json::object input) {
    return sandbox.call("ec2", operation, std::move(input), nobody).error().code;
  };
  EXPECT_EQ(code("CreateVpc", {{"CidrBlock", "10.0.0.0/16"}, {"InstanceTenancy", "dedicated"}}),
            "UnauthorizedOperation");
  EXPECT_EQ(code("CreateVpc", {{"CidrBlock", "10.0.0.0/16"}, {"Colour", "red"}}), "UnknownParameter");
  EXPECT_EQ(code("DescribeVpcs", {{"MaxResults", "five"}}), "InvalidParameterValue");
}

TEST(InputCheck, InTestsARowListsWhatItsOperationReads) {
  TestSandbox sandbox{kServices};
  EXPECT_TRUE(sandbox.call("ec2", "DescribeSubnets", {}).has_value());
  sandbox.settings.check_replies = true;
  EXPECT_TRUE(sandbox.call("ec2", "DescribeVolumes", {}).has_value());
  EXPECT_EQ(sandbox.call("ec2", "DescribeSubnets", {}).error().code, "InternalError");
  EXPECT_THAT(sandbox.log.lines,
              testing::Contains(testing::HasSubstr("the row does not list the member that is read: Filter")));
}

TEST(InputCheck, HoldsDocumentsOfS3ToTheModel) {
  const auto tagging = [](std::string_view content) {
    return "<Tagging><TagSet>" + std::string(content) + "</TagSet></Tagging>";
  };
  const auto encryption = [](std::string_view content) {
    return "<ServerSideEncryptionConfiguration><Rule>" + std::string(content) +
           "</Rule></ServerSideEncryptionConfiguration>";
  };
  const struct {
    std::string_view query;
    std::string body;
    std::string answer;  ///< what is in it
  } rows[] = {
      {"tagging", tagging(""), ""},
      {"tagging", tagging("<Tag><Key>a</Key><Value/></Tag>"), ""},
      {"tagging", tagging("<Tag><Key>a</Key></Tag>"), "<Code>MalformedXML</Code>"},
      {"tagging", tagging("<Tag><Key>a</Key><Value>1</Value><Colour>red</Colour></Tag>"),
       "<Code>MalformedXML</Code>"},
      {"tagging", tagging("<Tug/>"), "<Code>MalformedXML</Code>"},
      {"tagging", "<Tagging>", "<Code>MalformedXML</Code>"},
      {"encryption",
       encryption("<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                  "</ApplyServerSideEncryptionByDefault>"),
       ""},
      {"encryption",
       encryption("<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>"),
       "<Code>NotImplemented</Code><Message>the sandbox does not support the parameter "
       "ServerSideEncryptionConfiguration.Rules.BlockedEncryptionTypes of PutBucketEncryption</Message>"},
  };
  TestSandbox sandbox{kServices};
  for (const auto& row : rows) {
    const auto response =
        sandbox.send_signed({"PUT", "/bucket?" + std::string(row.query), {}, row.body}, "s3");
    EXPECT_EQ(response.status == 200, row.answer.empty()) << row.body << response.body;
    EXPECT_NE(response.body.find(row.answer), std::string::npos) << row.body << response.body;
  }
}

TEST(MemberPaths, CoverWhatIsBelow) {
  const MemberPaths paths{"A  B{C D{E}} F"};
  EXPECT_TRUE(paths.find("A")->covers_all());
  EXPECT_TRUE(paths.find("A")->find("X")->covers_all());
  EXPECT_FALSE(paths.find("B")->covers_all());
  EXPECT_TRUE(paths.find("B")->find("C")->covers_all());
  EXPECT_EQ(paths.find("B")->find("X"), nullptr);
  EXPECT_TRUE(paths.find("B")->find("D")->find("E")->covers_all());
  EXPECT_EQ(paths.find("B")->find("D")->find("X"), nullptr);
  EXPECT_TRUE(paths.find("F")->covers_all());
  EXPECT_EQ(paths.find("C"), nullptr);
  EXPECT_EQ(MemberPaths{""}.find("A"), nullptr);
  EXPECT_TRUE(MemberPaths{"*"}.find("A")->covers_all());
}

TEST(MemberPaths, WhatIsNamedTwiceIsCoveredAsFarAsEitherSays) {
  for (const auto& [first, second] :
       {std::pair{"A", "A{B}"}, std::pair{"A{B}", "A"}, std::pair{"A{*}", "A{B}"}, std::pair{"*", "A{B}"}}) {
    MemberPaths paths{first};
    paths.add(second);
    ASSERT_NE(paths.find("A"), nullptr) << first << " and " << second;
    EXPECT_TRUE(paths.find("A")->covers_all()) << first << " and " << second;
  }
  MemberPaths parts{"A{B}"};
  parts.add("A{C}");
  EXPECT_FALSE(parts.find("A")->covers_all());
  EXPECT_TRUE(parts.find("A")->find("B")->covers_all());
  EXPECT_TRUE(parts.find("A")->find("C")->covers_all());
}

TEST(MemberPaths, BracesOutOfPlaceAreADefectOfTheRow) {
  for (const char* text : {"{A}", "A{{B}}", "A}", "A{B", "A{B}{C}", "A B} {C}"})
    EXPECT_THROW(MemberPaths{text}, std::logic_error) << text;
}

}  // namespace
}  // namespace eni::sandbox
