#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/output.h"
#include "sandbox/hosts/tools/aws/session.h"
#include "sandbox/hosts/tools/aws/shorthand.h"
#include "sandbox/hosts/tools/test_host.h"

namespace eni::sandbox::hosts::tools {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> all;
  for (const std::string& word : split(line, ' ')) all.push_back(word == "''" ? "" : word);
  return all;
}

// ---- pieces ----------------------------------------------------------------------------------------------------

TEST(CliNames, AreTheApisNamesInLowerCaseWithHyphens) {
  const std::pair<const char*, const char*> rows[] = {{"PutAccountSetting", "put-account-setting"},
                                                      {"DescribeVpcs", "describe-vpcs"},
                                                      {"principalArn", "principal-arn"},
                                                      {"CidrIpv6", "cidr-ipv6"},
                                                      {"ListObjectsV2", "list-objects-v2"},
                                                      {"GetSSHPublicKey", "get-ssh-public-key"},
                                                      {"DescribeVPCs", "describe-vpcs"},
                                                      {"name", "name"},
                                                      {"SSEKMSKeyId", "ssekms-key-id"}};
  for (const auto& [api, cli] : rows) EXPECT_EQ(aws_cli::cli_name(api), cli);
}

TEST(Shorthand, IsReadAsTheCliReadsIt) {
  const std::pair<const char*, const char*> rows[] = {
      {"key=a,value=b", R"({"key":"a","value":"b"})"},
      {"Name=x,Values=a,b", R"({"Name":"x","Values":["a","b"]})"},
      {"Name=x,Values=a,b,Other=c", R"({"Name":"x","Values":["a","b"],"Other":"c"})"},
      {"a={b=1,c=[2,3]},d=", R"({"a":{"b":"1","c":["2","3"]},"d":""})"},
      {"a='x, y',b=\"z=\"", R"({"a":"x, y","b":"z="})"},
      {"a=x\\,y", R"({"a":"x,y"})"},
      {"a=b=c", R"({"a":"b=c"})"}};
  for (const auto& [text, expected] : rows) {
    const auto value = aws_cli::parse_shorthand(text);
    ASSERT_TRUE(value) << text << ": " << value.error();
    EXPECT_EQ(json::serialize(*value), expected);
  }
  for (const char* text : {"x", "a=[1", "a={b=1", "a=1,a=2", "a='x", "=", "a={b"}) {
    EXPECT_EQ(aws_cli::parse_shorthand(text).has_error(), std::string_view(text) != "=") << text;
  }
  EXPECT_TRUE(aws_cli::parse_shorthand("a=" + std::string(100'000, '[')).has_error());
}

TEST(Output, TextSortsColumnsAndNamesWhatIsNested) {
  EXPECT_EQ(
      aws_cli::text_output(*parse_json(R"({"b":1,"a":"x","l":[{"k":1},{"k":2,"m":true}],"s":["p","q"]})")),
      "x\t1\nL\t1\t\nL\t2\tTrue\nS\tp\nS\tq\n");
  EXPECT_EQ(aws_cli::text_output(*parse_json(R"([["a","b"],["c"]])")), "a\tb\nc\n");
  EXPECT_EQ(aws_cli::text_output(json::value(nullptr)), "None\n");
}

TEST(Output, Table) {
  EXPECT_EQ(aws_cli::table_output("GetX", *parse_json(R"({"a":"1","b":"two"})")),
            "--------------\n"
            "|    GetX    |\n"
            "+----+-------+\n"
            "|  a |   b   |\n"
            "+----+-------+\n"
            "|  1 |  two  |\n"
            "+----+-------+\n");
  EXPECT_EQ(
      aws_cli::table_output("ListX", *parse_json(R"({"xs":[{"k":"1","n":{"p":"q"}},{"k":"22"}],"t":"v"})")),
      "----------------\n"
      "|     ListX    |\n"
      "+------+-------+\n"
      "|  t   |  v    |\n"
      "+------+-------+\n"
      "||     xs     ||\n"
      "|+------------+|\n"
      "||      k     ||\n"
      "|+------------+|\n"
      "||  1         ||\n"
      "|+------------+|\n"
      "|||     n    |||\n"
      "||+----+-----+||\n"
      "|||  p |  q  |||\n"
      "||+----+-----+||\n"
      "||     xs     ||\n"
      "|+------------+|\n"
      "||      k     ||\n"
      "|+------------+|\n"
      "||  22        ||\n"
      "|+------------+|\n");
  EXPECT_EQ(aws_cli::table_output("L", *parse_json(R"(["a","bb"])")),
            "--------\n|   L  |\n+------+\n|  a   |\n|  bb  |\n+------+\n");
  EXPECT_EQ(aws_cli::table_output("N", *parse_json(R"({"a":{"b":{"c":"d","e":"f"}}})")),
            "----------------\n"
            "|       N      |\n"
            "+--------------+\n"
            "||      a     ||\n"
            "|+------------+|\n"
            "|||     b    |||\n"
            "||+----+-----+||\n"
            "|||  c |  e  |||\n"
            "||+----+-----+||\n"
            "|||  d |  f  |||\n"
            "||+----+-----+||\n");
}

TEST(Output, Yaml) {
  EXPECT_EQ(aws_cli::yaml_output(*parse_json(R"({"a":["x",{"b":1,"c":"true"}],"d":{"e":""},"f":[]})")),
            "a:\n- x\n- b: 1\n  c: 'true'\nd:\n  e: ''\nf: []\n");
}

// ---- the command -----------------------------------------------------------------------------------------------

struct Row {
  const char* line;
  int code;
  const char* out;  ///< the whole standard output
  const char* err;  ///< a part of the standard error
};

class AwsOn2023 : public testing::TestWithParam<Row> {};
class AwsOn2 : public testing::TestWithParam<Row> {};

void expect(TestHost& host, const Row& row) {
  host.files["/tmp/tags.json"] = R"([{"key":"a","value":"b"}])";
  const Outcome outcome = host.run(words(row.line));
  EXPECT_EQ(outcome.code, row.code) << outcome.err;
  EXPECT_EQ(outcome.out, row.out);
  EXPECT_THAT(outcome.err, HasSubstr(row.err));
}

TEST_P(AwsOn2023, DoesWhatVersion2OfTheCliDoes) {
  TestHost host;
  expect(host, GetParam());
}
TEST_P(AwsOn2, DoesWhatVersion1OfTheCliDoes) {
  TestHost host{TestHost::kEcs2};
  expect(host, GetParam());
}

constexpr const char* kSetting =
    "{\n    \"setting\": {\n        \"name\": \"awsvpcTrunking\",\n        \"value\": \"enabled\",\n        "
    "\"principalArn\": "
    "\"arn:aws:iam::111122223333:role/host\"\n    }\n}\n";

const Row kRows[] = {
    {"aws ecs put-account-setting --name awsvpcTrunking --value enabled --region us-west-2", 0, kSetting, ""},
    // The Region comes from the metadata.
    {"aws ecs put-account-setting --name=awsvpcTrunking --value=enabled", 0, kSetting, ""},
    {"aws --region us-east-1 --output text ecs put-account-setting --name a --value b", 0,
     "SETTING\ta\tarn:aws:iam::111122223333:role/host\tb\n", ""},
    {"aws ecs put-account-setting --name nonsense --value b", 254, "",
     "\nAn error occurred (InvalidParameterException) when calling the PutAccountSetting operation: Invalid "
     "identifier. \n"},
    {"aws ecs put-account-setting --name a", 252, "",
     "aws: error: the following arguments are required: --value\n"},
    {"aws ecs put-account-setting --name a --value b --nmae x", 252, "", "\nUnknown options: --nmae, x\n"},
    {"aws ecs put-account-setting --name a --value", 252, "", "argument --value: expected one argument\n"},
    {"aws ecs put-account-setting --name a --value b --region ''", 255, "",
     "\nInvalid endpoint: https://ecs..amazonaws.com\n"},
    {"aws ecs put-account-setting --name a --value b --region us-east-", 255, "",
     "\nProvided region_name 'us-east-' doesn't match a supported format.\n"},
    {"aws ecs put-account-setting --name a --value b --region nowhere", 255, "",
     "Could not connect to the endpoint URL: \"https://ecs.nowhere.amazonaws.com/\""},
    {"aws ecs put-account-setting --name a --value b --region", 252, "",
     "argument --region: expected one argument\n"},
    {"aws ecs no-such", 252, "", "aws: error: argument operation: Invalid choice, valid choices are:\n"},
    {"aws nosuch x", 252, "", "aws: error: argument command: Invalid choice, valid choices are:\n"},
    {"aws", 252, "", "the following arguments are required: command\n"},
    {"aws ecs", 252, "", "the following arguments are required: operation\n"},
    {"aws ecs list-clusters --output xml", 252, "", "argument --output: Invalid choice"},
    {"aws ecs submit-task-state-change", 255, "", "the sandbox does not have this operation"},
    {"aws ecs list-clusters --output text", 0, "CLUSTERARNS\tarn:a\nCLUSTERARNS\tarn:b\nCLUSTERARNS\tarn:c\n",
     ""},
    {"aws ecs list-clusters --query length(clusterArns)", 0, "3\n", ""},
    {"aws ecs list-clusters --query clusterArns[0] --output text", 0, "arn:a\narn:c\n", ""},
    {"aws ecs list-clusters --no-paginate --query clusterArns[] --output text", 0, "arn:a\tarn:b\n", ""},
    {"aws ecs list-clusters --max-items 1 --query clusterArns --output yaml", 0, "- arn:a\n", ""},
    {"aws ecs list-clusters --query a.", 252, "", "Bad value for --query a.: "},
    {"aws ecs list-clusters --max-results abc", 255, "", "invalid literal for int() with base 10: 'abc'\n"},
    {"aws ecs list-clusters --max-items x", 252, "", "argument --max-items: invalid int value: 'x'"},
    {"aws ecs create-cluster --cluster-name web --tags key=a,value=b key=c --output text", 0,
     "CLUSTER\t{\"clusterName\":\"web\",\"tags\":[{\"key\":\"a\",\"value\":\"b\"},{\"key\":\"c\"}]}\n", ""},
    {"aws ecs create-cluster --tags file:///tmp/tags.json --output text", 0,
     "CLUSTER\t{\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}\n", ""},
    {"aws ecs create-cluster --cli-input-json {\"clusterName\":\"x\"} --output text", 0,
     "CLUSTER\t{\"clusterName\":\"x\"}\n", ""},
    {"aws ecs create-cluster --tags file:///none", 252, "",
     "Error parsing parameter '--tags': Unable to load paramfile file:///none: [Errno 2] No such file or "
     "directory: '/none'"},
    {"aws ecs create-cluster --tags kye=a", 252, "",
     "Parameter validation failed:\nUnknown parameter in tags[0]: \"kye\", must be one of: key, value\n"},
    {"aws ecs create-cluster --tags [{", 252, "", "Error parsing parameter '--tags': Invalid JSON"},
    {"aws ssm get-parameter --name /cluster --query Parameter.Value --output text", 0, "web\n", ""},
    {"aws ssm get-parameter --name /cluster --query Parameter.LastModifiedDate", 0,
     "\"2023-11-14T22:13:20.250000+00:00\"\n", ""},
    {"aws ssm get-parameter --name /none", 254, "",
     "An error occurred (ParameterNotFound) when calling the GetParameter"},
    {"aws ec2 describe-tags --filters Name=resource-id,Values=i-1 --query Tags[?Key=='Cluster'].Value "
     "--output text",
     0, "web\n", ""},
    {"aws ec2 modify-instance-attribute --instance-id i-1 --no-source-dest-check", 254, "",
     "{\"InstanceId\":\"i-1\",\"SourceDestCheck\":{\"Value\":false}}"},
    {"aws ec2 modify-instance-attribute --instance-id i-1 --source-dest-check", 254, "", "{\"Value\":true}"},
    {"aws ec2 modify-instance-attribute --instance-id i-1 --source-dest-check {\"Value\":false}", 254, "",
     "{\"Value\":false}"},
    {"aws sts get-caller-identity --query Arn --output text", 0,
     "arn:aws:sts::111122223333:assumed-role/host/i-1\n", ""},
    {"aws ecs wait tasks-running --cluster c --tasks t", 0, "", ""},
    {"aws ecs wait nosuch", 252, "", "Invalid choice"},
    {"aws kms list-keys", 252, "", "Invalid choice"},
    {"aws monitoring list-metrics", 252, "", "Invalid choice"},
    {"aws --version", 0,
     "aws-cli/2.33.15 Python/3.9.25 Linux/6.1.155-176.282.amzn2023.x86_64 source/x86_64.amzn.2023\n", ""},
    {"aws ecs list-clusters --profile none", 255, "", "The config profile (none) could not be found"},
    {"aws ecs list-clusters --endpoint-url foo", 252, "", "scheme is missing"},
    {"aws s3 cp s3://b/none /x", 1, "",
     "fatal error: An error occurred (404) when calling the HeadObject operation: Key "
     "\"none\" does not exist\n"},
    {"aws s3 cp s3://b/ecs.config -", 0, "ECS_CLUSTER=web\n", ""},
    {"aws s3 ls s3://b", 0, "2026-01-02 03:04:05         16 ecs.config\n", ""},
    {"aws s3 cp s3://b/ecs.config", 252, "", "the following arguments are required: paths"},
    {"aws s3 frob", 252, "", "Invalid choice"},
    {"aws s3api get-object --bucket b --key ecs.config", 252, "",
     "the following arguments are required: outfile"},
    {"aws elbv2 describe-listener-certificates", 252, "",
     "the following arguments are required: --listener-arn"},
    {"aws elasticloadbalancing describe-listener-certificates", 252, "", "Invalid choice"},
};
INSTANTIATE_TEST_SUITE_P(Table, AwsOn2023, testing::ValuesIn(kRows));

const Row kRowsOf1[] = {
    {"aws ecs put-account-setting --name awsvpcTrunking --value enabled --region us-west-2", 0, kSetting, ""},
    {"aws ecs put-account-setting --name awsvpcTrunking --value enabled", 255, "",
     "You must specify a region. You can also configure your region by running \"aws configure\".\n"},
    {"aws ecs put-account-setting --region us-east-1", 2, "",
     "the following arguments are required: --name, --value\n"},
    {"aws ecs put-account-setting --region us-east-1 --name a --value b --x", 255, "",
     "Unknown options: --x\n"},
    {"aws ecs put-account-setting --region us-east-1 --name nonsense --value b", 255, "",
     "(InvalidParameterException)"},
    {"aws ssm get-parameter --region us-east-1 --name /cluster --query Parameter.LastModifiedDate", 0,
     "1700000000.25\n", ""},
    {"aws --version", 0, "", "aws-cli/1.18.147 "},
    {"aws ecs list-clusters --region us-east-1 --output yaml", 2, "", "argument --output: Invalid choice"},
};
INSTANTIATE_TEST_SUITE_P(Table, AwsOn2, testing::ValuesIn(kRowsOf1));

TEST(Aws, CopiesAnObjectIntoAFile) {
  TestHost host;
  const Outcome outcome = host.run(words("/usr/bin/aws s3 cp s3://b/ecs.config /etc/ecs/ecs.config"));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(host.files["/etc/ecs/ecs.config"], "ECS_CLUSTER=web\n");
  EXPECT_EQ(outcome.modes.at("/etc/ecs/ecs.config"), 0644u);
  EXPECT_THAT(outcome.out, HasSubstr("download: s3://b/ecs.config to "));
}

TEST(Aws, CopiesAFolderOfObjectsAndAFileToAFolder) {
  TestHost host;
  EXPECT_EQ(host.run(words("aws s3 sync s3://b /conf --quiet")).code, 0);
  EXPECT_EQ(host.files["/conf/ecs.config"], "ECS_CLUSTER=web\n");
  host.files["/etc/ecs/x"] = "";
  EXPECT_EQ(host.run(words("aws s3 cp s3://b/ecs.config /etc/ecs")).code, 0);
  EXPECT_EQ(host.files["/etc/ecs/ecs.config"], "ECS_CLUSTER=web\n");
  const Outcome upload = host.run(words("aws s3 cp - s3://b/in"), "text");
  EXPECT_EQ(upload.code, 1);
  EXPECT_THAT(upload.err, HasSubstr("in=text"));
}

TEST(Aws, WritesAStreamIntoItsFile) {
  TestHost host;
  EXPECT_EQ(host.run(words("aws s3api get-object --bucket b --key ecs.config /tmp/x")).code, 0);
  EXPECT_EQ(host.files["/tmp/x"], "ECS_CLUSTER=web\n");
}

TEST(Aws, WithoutMetadataThereIsNoRegionAndThereAreNoCredentials) {
  TestHost host;
  host.set_metadata_option("httpEndpoint", "disabled");
  const Outcome no_region = host.run(words("aws ecs list-clusters"));
  EXPECT_EQ(no_region.code, 253);
  EXPECT_THAT(no_region.err, HasSubstr("You must specify a region."));
  const Outcome no_credentials = host.run(words("aws ecs list-clusters --region us-east-1"));
  EXPECT_EQ(no_credentials.code, 253);
  EXPECT_THAT(no_credentials.err, HasSubstr("Unable to locate credentials."));
}

TEST(Aws, TakesRegionAndCredentialsOfTheEnvironmentAndOfItsFiles) {
  TestHost host{TestHost::kEcs2};
  host.environment["AWS_DEFAULT_REGION"] = "eu-west-1";
  host.environment["AWS_ACCESS_KEY_ID"] = "444455556666";
  host.environment["AWS_SECRET_ACCESS_KEY"] = "test";
  EXPECT_EQ(host.run(words("aws sts get-caller-identity --query Account --output text")).out,
            "444455556666\n");
  host.environment["AWS_SECRET_ACCESS_KEY"] = "wrong";
  EXPECT_EQ(host.run(words("aws sts get-caller-identity")).code, 255);
  host.environment.clear();
  EXPECT_EQ(host.run(words("aws configure set region us-west-2")).code, 0);
  EXPECT_EQ(host.run(words("aws configure set profile.x.output text")).code, 0);
  EXPECT_EQ(host.files[std::string(aws_cli::kRootHome) + "/.aws/config"],
            "[default]\nregion = us-west-2\n[profile x]\noutput = text\n");
  EXPECT_EQ(host.run(words("aws configure get region")).out, "us-west-2\n");
  EXPECT_EQ(host.run(words("aws ecs list-clusters")).code, 0);
}

}  // namespace
}  // namespace eni::sandbox::hosts::tools
