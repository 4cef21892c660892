#include "client/endpoints.h"

#include <gtest/gtest.h>

namespace eni::client {
namespace {

std::string text_of(const Endpoint& endpoint) {
  return endpoint.url.scheme + "://" + endpoint.url.authority() + " " + endpoint.signing_region.value;
}

TEST(Endpoints, OfAServiceInARegion) {
  const EndpointRules plain;
  const EndpointRules dual{.use_dual_stack = true};
  const EndpointRules fips{.use_fips = true};
  const EndpointRules both{.use_dual_stack = true, .use_fips = true};
  const EndpointRules sandbox{.endpoint_url = "http://127.0.0.1:4566"};
  const EndpointRules own{.endpoint_url = "http://127.0.0.1:4566",
                          .by_service = {{"ecs", "http://127.0.0.1:1"}}};
  const struct {
    const char* service;
    const char* region;
    const EndpointRules& rules;
    const char* endpoint;
  } rows[] = {
      {"ecs", "eu-central-1", plain, "https://ecs.eu-central-1.amazonaws.com eu-central-1"},
      {"ecs", "cn-north-1", plain, "https://ecs.cn-north-1.amazonaws.com.cn cn-north-1"},
      {"iam", "eu-central-1", plain, "https://iam.amazonaws.com us-east-1"},
      {"iam", "us-gov-east-1", plain, "https://iam.us-gov.amazonaws.com us-gov-west-1"},
      {"iam", "cn-northwest-1", plain, "https://iam.cn-north-1.amazonaws.com.cn cn-north-1"},
      {"ecs", "us-east-1", fips, "https://ecs-fips.us-east-1.amazonaws.com us-east-1"},
      {"ec2", "us-east-1", dual, "https://ec2.us-east-1.api.aws us-east-1"},
      {"sts", "cn-north-1", dual, "https://sts.cn-north-1.api.amazonwebservices.com.cn cn-north-1"},
      {"ec2", "us-gov-west-1", fips, "https://ec2.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"ec2", "us-gov-west-1", both, "https://ec2-fips.us-gov-west-1.api.aws us-gov-west-1"},
      {"ecs", "us-gov-west-1", fips, "https://ecs-fips.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"portal.sso", "us-east-1", fips, "https://portal.sso-fips.us-east-1.amazonaws.com us-east-1"},
      {"iam", "eu-central-1", fips, "https://iam-fips.amazonaws.com us-east-1"},
      {"iam", "us-gov-east-1", fips, "https://iam.us-gov.amazonaws.com us-gov-west-1"},
      {"iam", "eu-central-1", dual, "https://iam.global.api.aws us-east-1"},
      {"iam", "eu-central-1", both, "https://iam-fips.global.api.aws us-east-1"},
      {"iam", "us-gov-east-1", both, "https://iam.us-gov.api.aws us-gov-west-1"},
      {"iam", "us-iso-west-1", fips, "https://iam-fips.us-iso-east-1.c2s.ic.gov us-iso-east-1"},
      {"iam", "us-iso-east-1", dual, "https://iam.api.aws.ic.gov us-iso-east-1"},
      {"iam", "eusc-de-east-1", dual, "https://iam.api.amazonwebservices.eu eusc-de-east-1"},
      {"cloudformation", "us-gov-west-1", fips,
       "https://cloudformation.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"cloudformation", "us-gov-west-1", both,
       "https://cloudformation-fips.us-gov-west-1.api.aws us-gov-west-1"},
      {"elasticloadbalancing", "us-gov-west-1", fips,
       "https://elasticloadbalancing.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"portal.sso", "us-gov-west-1", fips, "https://portal.sso.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"ecs", "us-iso-east-1", dual, "https://ecs.us-iso-east-1.api.aws.ic.gov us-iso-east-1"},
      {"ecs", "us-isob-east-1", dual, "https://ecs.us-isob-east-1.api.aws.scloud us-isob-east-1"},
      {"ecs", "eusc-de-east-1", dual, "https://ecs.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1"},
      {"organizations", "eu-west-1", plain, "https://organizations.us-east-1.amazonaws.com us-east-1"},
      {"organizations", "eu-west-1", fips, "https://organizations-fips.us-east-1.amazonaws.com us-east-1"},
      {"organizations", "eu-west-1", dual, "https://organizations.eu-west-1.api.aws us-east-1"},
      {"organizations", "us-gov-east-1", fips,
       "https://organizations.us-gov-west-1.amazonaws.com us-gov-west-1"},
      {"iam", "us-iso-east-1", plain, "https://iam.us-iso-east-1.c2s.ic.gov us-iso-east-1"},
      {"s3", "eu-central-1", plain, "https://s3.eu-central-1.amazonaws.com eu-central-1"},
      {"s3", "eu-central-1", dual, "https://s3.dualstack.eu-central-1.amazonaws.com eu-central-1"},
      {"s3", "eu-central-1", both, "https://s3-fips.dualstack.eu-central-1.amazonaws.com eu-central-1"},
      {"s3", "cn-north-1", dual, "https://s3.dualstack.cn-north-1.amazonaws.com.cn cn-north-1"},
      {"signin", "eu-central-1", plain, "https://eu-central-1.signin.aws.amazon.com eu-central-1"},
      {"signin", "cn-north-1", plain, "https://cn-north-1.signin.amazonaws.cn cn-north-1"},
      {"signin", "us-gov-west-1", plain, "https://us-gov-west-1.signin.amazonaws-us-gov.com us-gov-west-1"},
      {"signin", "eu-central-1", fips, "https://signin-fips.eu-central-1.amazonaws.com eu-central-1"},
      {"signin", "eu-central-1", dual, "https://signin.eu-central-1.api.aws eu-central-1"},
      {"ec2", "eu-west-1", sandbox, "http://127.0.0.1:4566 eu-west-1"},
      {"iam", "eu-west-1", sandbox, "http://127.0.0.1:4566 us-east-1"},
      {"ecs", "eu-west-1", own, "http://127.0.0.1:1 eu-west-1"},
      {"sts", "eu-west-1", own, "http://127.0.0.1:4566 eu-west-1"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(text_of(endpoint_of(service_of(row.service), aws::Region{row.region}, row.rules).value()),
              row.endpoint);
}

TEST(Endpoints, S3WithoutFipsSaysSo) {
  const auto none = endpoint_of(service_of("s3"), aws::Region{"cn-north-1"}, {.use_fips = true});
  ASSERT_TRUE(none.has_error());
  EXPECT_EQ(none.error().message, "S3 has no FIPS endpoints in the partition aws-cn");
}

TEST(Endpoints, AConfiguredOneThatIsNoUrlSaysWhereItComesFrom) {
  const auto bad = endpoint_of(service_of("ecs"), aws::Region{"us-east-1"}, {.endpoint_url = "localhost"});
  ASSERT_TRUE(bad.has_error());
  EXPECT_NE(bad.error().message.find("the endpoint of ecs: "), std::string::npos) << bad.error().message;
  EXPECT_NE(bad.error().hint.find("--endpoint-url"), std::string::npos);
}

}  // namespace
}  // namespace eni::client
