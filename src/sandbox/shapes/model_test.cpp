#include "sandbox/shapes/model.h"

#include <gtest/gtest.h>

namespace eni::sandbox::shapes {
namespace {

Shape input_of(std::string_view service, std::string_view operation) {
  return find_service(service)->find_operation(operation)->input().value();
}

TEST(Shapes, EveryServiceOfTheSandboxHasItsOwn) {
  for (const std::string_view name : {"cloudformation", "ec2", "ecr", "ecs", "iam", "lambda", "logs",
                                      "monitoring", "ram", "s3", "ssm", "sts"}) {
    ASSERT_TRUE(find_service(name)) << name;
    EXPECT_EQ(find_service(name)->name(), name);
    EXPECT_GT(find_service(name)->operation_count(), 0u) << name;
  }
  EXPECT_FALSE(find_service("dynamodb"));
  EXPECT_FALSE(find_service("resources"));  // CloudFormation's types are no service
}

TEST(Shapes, AStructureNamesItsMembersAndWhichMustBeGiven) {
  const Shape input = input_of("ecs", "PutAccountSetting");
  ASSERT_EQ(input.kind(), Kind::kStructure);
  EXPECT_TRUE(input.find_member("name")->is_required());
  EXPECT_FALSE(input.find_member("principalArn")->is_required());
  EXPECT_FALSE(input.find_member("Name"));
  const Shape name = input.find_member("name")->shape();
  EXPECT_EQ(name.kind(), Kind::kString);
  EXPECT_TRUE(name.words().contains("awsvpcTrunking"));
  EXPECT_FALSE(name.words().contains("awsvpctrunking"));
}

TEST(Shapes, NamesOnTheWireAreOfTheProtocol) {
  EXPECT_EQ(find_service("ec2")->protocol(), WireProtocol::kEc2);
  const Shape input = input_of("ec2", "DescribeInstances");
  EXPECT_EQ(input.find_member("Filters")->wire_name(), "Filter");
  EXPECT_EQ(input.find_member("Filters")->shape().element().shape().find_member("Values")->wire_name(),
            "Value");
  const Shape listing = input_of("s3", "ListObjectsV2");
  EXPECT_EQ(listing.find_member("Prefix")->location(), Location::kQueryString);
  EXPECT_EQ(listing.find_member("Prefix")->wire_name(), "prefix");
  EXPECT_EQ(listing.find_member("Bucket")->location(), Location::kUri);
}

TEST(Shapes, RangesLengthsAndPatterns) {
  const Shape session = input_of("sts", "AssumeRole").find_member("RoleSessionName")->shape();
  EXPECT_EQ(session.min(), 2);
  EXPECT_EQ(session.max(), 64);
  EXPECT_EQ(session.pattern(), "[\\w+=,.@-]*");
  EXPECT_FALSE(input_of("ecs", "PutAccountSetting").find_member("value")->shape().max());
}

TEST(Shapes, PagesAndWaiters) {
  const ServiceShapes ecs = *find_service("ecs");
  const Pages pages = ecs.find_operation("ListClusters")->pages();
  ASSERT_EQ(pages.input_tokens.size(), 1u);
  EXPECT_EQ(pages.input_tokens[0], "nextToken");
  EXPECT_EQ(pages.result_keys[0], "clusterArns");
  EXPECT_TRUE(ecs.find_operation("CreateCluster")->pages().input_tokens.empty());
  bool found = false;
  for (std::size_t at = 0; at < ecs.waiter_count(); ++at) {
    const Waiter waiter = ecs.waiter(at);
    if (waiter.name() != "TasksRunning") continue;
    found = true;
    EXPECT_EQ(waiter.operation(), "DescribeTasks");
    EXPECT_EQ(waiter.delay_seconds(), 6u);
    EXPECT_EQ(waiter.acceptor(0).expected, "\"STOPPED\"");
  }
  EXPECT_TRUE(found);
}

TEST(Shapes, OperationsThatAwsHasAndTheSandboxHasNotAreKnownByName) {
  EXPECT_TRUE(find_service("ssm")->others().contains("SendCommand"));
  EXPECT_FALSE(find_service("ssm")->others().contains("GetParameter"));
}

TEST(Shapes, StatusesOfErrors) {
  struct Row {
    const char* service;
    const char* code;
    std::optional<int> status;
  };
  const Row rows[] = {
      {"iam", "ServiceFailure", 500},
      {"iam", "NoSuchEntity", 404},
      {"iam", "NoSuchEntityException", std::nullopt},
      {"sts", "RegionDisabledException", 403},
      {"ssm", "InternalServerError", 500},
      {"ssm", "ParameterNotFound", 400},
      {"logs", "ServiceUnavailableException", 500},
      {"ecs", "ServerException", 500},
      {"lambda", "TooManyRequestsException", 429},
      {"cloudformation", "ChangeSetNotFound", 404},
      {"ram", "ServiceUnavailableException", 503},
      {"ec2", "Unavailable", 503},
      {"ec2", "InsufficientInstanceCapacity", 500},
      {"ec2", "InvalidInstanceID.NotFound", std::nullopt},
      {"s3", "NoSuchKey", 404},
      {"s3", "SlowDown", 503},
  };
  for (const Row& row : rows)
    EXPECT_EQ(find_service(row.service)->error_status(row.code), row.status)
        << row.service << ' ' << row.code;
}

}  // namespace
}  // namespace eni::sandbox::shapes
