#include "aws/partition.h"

#include <gtest/gtest.h>

namespace eni::aws {
namespace {

TEST(Partition, EndpointFollowsTheRegionsPrefix) {
  struct Case {
    const char* region;
    const char* partition;
    const char* endpoint;
  };
  const Case cases[] = {
      {"eu-central-1", "aws", "https://ecs.eu-central-1.amazonaws.com"},
      {"mars-north-7", "aws", "https://ecs.mars-north-7.amazonaws.com"},
      {"cn-north-1", "aws-cn", "https://ecs.cn-north-1.amazonaws.com.cn"},
      {"us-gov-west-1", "aws-us-gov", "https://ecs.us-gov-west-1.amazonaws.com"},
      {"us-iso-east-1", "aws-iso", "https://ecs.us-iso-east-1.c2s.ic.gov"},
      {"us-isob-east-1", "aws-iso-b", "https://ecs.us-isob-east-1.sc2s.sgov.gov"},
      {"us-isof-south-1", "aws-iso-f", "https://ecs.us-isof-south-1.csp.hci.ic.gov"},
      {"eu-isoe-west-1", "aws-iso-e", "https://ecs.eu-isoe-west-1.cloud.adc-e.uk"},
      {"eusc-de-east-1", "aws-eusc", "https://ecs.eusc-de-east-1.amazonaws.eu"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(partition_of(Region{c.region}).name, c.partition) << c.region;
    EXPECT_EQ(endpoint_url("ecs", Region{c.region}), c.endpoint);
  }
}

TEST(Region, IsRecognisedByItsForm) {
  for (const char* text : {"eu-central-1", "us-gov-west-1", "ap-southeast-12"})
    EXPECT_TRUE(is_region(text)) << text;
  for (const char* text :
       {"", "eu", "eu-1", "eu-central", "EU-central-1", "eu--1", "eu-central-1/", "../x-1"}) {
    EXPECT_FALSE(is_region(text)) << text;
  }
}

}  // namespace
}  // namespace eni::aws
